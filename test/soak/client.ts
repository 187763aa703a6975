import { once } from 'node:events'
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

export interface Sent {
  readonly path: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
}

const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** Calls the backend as widgets do, and as clients do that go away. */
export function client(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })
  const open = (sent: Sent, options: object) => request({ host: '127.0.0.1', port, ...sent, ...options })

  /** Half of the clients close their connections, the others break them off. */
  function leave(socket: Socket): void {
    if (Math.random() < 0.5) socket.destroy()
    else socket.resetAndDestroy()
  }

  const counts = { answered: 0, aborted: 0 }

  /** Sends a request, or a part of it, and is gone before an answer can be read. */
  async function abort({ path, method = 'GET', headers = {} }: Sent): Promise<void> {
    const lines = Object.entries({ Host: 'localhost', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    const whole = `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`
    counts.aborted += 1
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.write(Math.random() < 0.3 ? whole.slice(0, Math.random() * whole.length) : whole)
    await pause(Math.random() * 4)
    leave(socket)
    await closed
  }

  return {
    counts,
    /** What became of a request: `passed`, `preflight`, the code of a refusal, or what else was answered. */
    async send(sent: Sent): Promise<{ outcome: string; response: IncomingMessage }> {
      const [response] = (await once(open(sent, { agent }).end(), 'response')) as [IncomingMessage]
      counts.answered += 1
      return { outcome: outcomeOf(response.statusCode, await text(response)), response }
    },
    async handshake(path: string, headers: OutgoingHttpHeaders): Promise<string> {
      const sent = open({ path, headers: { ...HANDSHAKE, ...headers } }, { agent: false }).end()
      const upgraded = new Promise<string>((resolve, reject) => {
        sent.on('upgrade', (_response, socket) => {
          leave(socket as Socket)
          resolve('passed')
        })
        sent.on('response', (response) => {
          text(response).then((body) => resolve(outcomeOf(response.statusCode, body)), reject)
        })
        sent.on('error', reject)
      })
      const outcome = await upgraded
      counts.answered += 1
      return outcome
    },
    abort,
    abortHandshake: (path: string, headers: OutgoingHttpHeaders) =>
      abort({ path, headers: { ...HANDSHAKE, ...headers } }),
    close: () => agent.destroy(),
  }
}

export type Client = ReturnType<typeof client>

function outcomeOf(status: number | undefined, body: string): string {
  if (status === 204) return 'preflight'
  const { passed, code } = body === '' ? {} : JSON.parse(body)
  return passed ? 'passed' : (code ?? `status ${status}`)
}
