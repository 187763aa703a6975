import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll } from 'vitest'

export interface TestRequest {
  readonly method?: string
  readonly path?: string
  /** A list is sent as that many lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: string | Buffer
}

export interface TestAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The `code` of a problem+json body. */
  readonly code: string | undefined
}

export interface TestServer {
  readonly port: number
  /** Sends nothing of its own accord but `Host` and `Connection`; `fetch` would add Sec-Fetch-Mode. */
  send(init?: TestRequest): Promise<TestAnswer>
  /** Sends lines as they are (latin1), and resolves with all that came back until the server closed the connection. */
  sendRaw(...lines: readonly string[]): Promise<string>
}

const running = new Set<ReturnType<typeof createServer>>()

afterAll(() => {
  for (const server of running) server.close().closeAllConnections()
  running.clear()
})

/** Serves an Express app on loopback until the end of the test file. */
export async function serve(app: RequestListener): Promise<TestServer> {
  const server = createServer(app)
  running.add(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return testServer(server)
}

/** What a test sends to a server that listens on loopback already. */
export function testServer(server: Pick<ReturnType<typeof createServer>, 'address'>): TestServer {
  const { port } = server.address() as AddressInfo
  return {
    port,
    async send({ method = 'GET', path = '/', headers = {}, body } = {}) {
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
      const outgoing = request({
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: sent as IncomingHttpHeaders,
      })
      outgoing.end(body)
      const [response] = await once(outgoing, 'response')
      const received = await text(response)
      const isProblem = response.headers['content-type'] === 'application/problem+json' && received !== ''
      const code = isProblem ? JSON.parse(received).code : undefined
      return { status: response.statusCode, headers: response.headers, body: received, code }
    },
    async sendRaw(...lines) {
      const socket = connect(port, '127.0.0.1')
      socket.setEncoding('latin1')
      socket.write(`${[...lines, 'Host: localhost', 'Connection: close'].join('\r\n')}\r\n\r\n`, 'latin1')
      return await text(socket)
    },
  }
}
