import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from '../../support/certificate.js'

/** One for all: Firefox refuses two with the same issuer and serial number. */
const certificate = selfSigned('localhost')

export interface Listening {
  readonly server: Server
  readonly origin: string
  readonly close: () => void
}

/** A server on loopback. To a browser, `localhost` and `127.0.0.1` are two sites. */
export async function listen(host: 'localhost' | '127.0.0.1'): Promise<Listening> {
  const server = createServer(certificate).listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    server,
    origin: `https://${host}:${port}`,
    close: () => server.close().closeAllConnections(),
  }
}
