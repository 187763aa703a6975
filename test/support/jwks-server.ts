import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './certificate.js'

/** A JWKS endpoint on loopback whose keys change and which breaks on demand. */
export interface JwksServer {
  readonly uri: string
  /** How many requests have come in. */
  readonly fetches: number
  /** Publishes these members from the next request on. */
  publish(members: readonly unknown[]): void
  /** Answers like this from the next request on; `undefined` mends it. */
  break(fault: RequestListener | undefined): void
  /** Stops listening: connections are refused until `start`. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Shows another certificate from the next connection on. */
  present(certificate: Certificate): void
}

/** @param tls makes it an https endpoint. */
export async function jwksServer(members: readonly unknown[], tls?: Certificate): Promise<JwksServer> {
  let published = members
  let fault: RequestListener | undefined
  let fetches = 0
  const answer: RequestListener = (req, res) => {
    fetches += 1
    if (fault) fault(req, res)
    else sendJson(res, { keys: published })
  }
  const server = tls ? createTlsServer(tls, answer) : createServer(answer)
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo

  return {
    uri: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/jwks`,
    get fetches() {
      return fetches
    },
    publish(next) {
      published = next
    },
    break(next) {
      fault = next
    },
    async stop() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    async start() {
      if (!server.listening) await listen(port)
    },
    present(certificate) {
      ;(server as TlsServer).setSecureContext(certificate)
    },
  }
}

export function sendJson(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}
