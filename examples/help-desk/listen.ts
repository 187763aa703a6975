import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Site {
  url: string
  /** Hands all further requests to `app`. */
  serve(app: RequestListener): void
  close(): void
}

/**
 * Takes a port on this machine alone. The app comes later, through `serve`: each site's pages name the other sites'
 * addresses, and those are known only once every port is taken.
 */
export async function listen(port: number): Promise<Site> {
  let app: RequestListener = (_req, res) => {
    res.writeHead(503, { 'Retry-After': '1' }).end('Starting up: try again in a second.')
  }
  const server = createServer((req, res) => app(req, res))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error) => {
    throw new Error(
      `Port ${port} cannot be used (${error.code}). README.md lists the settings for other ports.`,
    )
  })

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
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
