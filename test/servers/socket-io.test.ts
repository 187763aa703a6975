import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AsapGuardError, asapGuard } from 'asap-guard'
import { Server, type Socket as ServerSocket } from 'socket.io'
import { io as connect } from 'socket.io-client'
import { afterAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'

const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
const server = createServer()
const io = new Server(server, { serveClient: false })

// The recipe: the site is asked of each request of the transport, the token when a client enters a namespace.
io.engine.use(guard.site)
async function enter(socket: ServerSocket, next: (error?: Error) => void) {
  try {
    socket.data.auth = await guard.check(socket.request, { token: socket.handshake.auth.token })
    next()
  } catch (error) {
    next(error as Error)
  }
}
io.use(enter)
io.of('/support').use(enter)
for (const namespace of [io.of('/'), io.of('/support')]) {
  namespace.on('connection', (socket) => socket.emit('hello', socket.data.auth.payload.sub))
}

// Another WebSocket road on the same server.
const accepted: string[] = []
server.on(
  'upgrade',
  guard.upgrade((req, socket) => socket.end(accepted.push(String(req.url)) && ''), { path: '/chat' }),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(() => void io.close())

interface Client {
  readonly transport: string
  readonly namespace?: string
  readonly origin?: string
  readonly token?: unknown
}

/** What a client hears first: its greeting, or why it may not connect. */
async function firstWord({ transport, namespace = '', origin = SITE, token = createJwt() }: Client) {
  const client = connect(`${address}${namespace}`, {
    transports: [transport],
    extraHeaders: { Origin: origin },
    auth: { token },
    reconnection: false,
    forceNew: true,
  })
  const word = await new Promise((resolve) => {
    client.on('hello', (sub) => resolve(`hello ${sub} by ${client.io.engine.transport.name}`))
    client.on('connect_error', (error) => resolve(error.message))
  })
  client.close()
  return word
}

describe.each(['polling', 'websocket'])('over %s', (transport) => {
  test.each(['', '/support'])('a user enters the namespace "%s"', async (namespace) => {
    expect(await firstWord({ transport, namespace })).toBe(`hello user-1 by ${transport}`)
  })
  test('a rogue site does not get as far as the namespaces', async () => {
    const word = await firstWord({ transport, origin: ROGUE_SITE })
    expect(word).toMatch(/^(?:xhr poll|websocket) error$/)
  })
  test.each(['', '/support'])('nobody enters "%s" without a token', async (namespace) => {
    const { message } = new AsapGuardError('token_missing')
    expect(await firstWord({ transport, namespace, token: null })).toBe(message)
  })
})

test('guard.upgrade lives beside it on its own path', async () => {
  const socket = new WebSocket(
    `${address.replace('http', 'ws')}/chat`,
    ['chat', `asap-guard.bearer.${createJwt()}`],
    {
      origin: SITE,
    },
  )
  await once(socket, 'error')
  expect(accepted).toEqual(['/chat'])
})
