import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Port } from './settings.js'

export interface Site {
  url: string
  server: Server
  /** Hands all further requests to `app`. */
  serve(app: RequestListener): void
  close(): void
}

/**
 * Takes a port on this machine alone. The app comes later, through `serve`: each site's pages name the other
 * sites' addresses, and those are known only once every port is taken.
 */
export async function listen({ variable, port }: Port): Promise<Site> {
  let app: RequestListener = (_req, res) => {
    res.writeHead(503, { 'Retry-After': '1' }).end('Starting up: try again in a second.')
  }
  const server = createServer((req, res) => app(req, res))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error) => {
    const reason = error.code === 'EADDRINUSE' ? 'another program uses it' : error.code
    console.error(
      `Port ${port} cannot be used: ${reason}. ` +
        `Set ${variable} to another port, or to 0 for any free one:\n\n` +
        `  ${variable}=0 npm start\n`,
    )
    process.exit(1)
  })

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    server,
    serve(listener) {
      app = listener
    },
    close() {
      server.close()
      // Browsers keep idle connections open for minutes; close() alone would wait for them.
      server.closeAllConnections()
    },
  }
}
