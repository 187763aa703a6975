import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AnyClaims, type AsapGuardOptions, asapGuard } from 'asap-guard'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { listenToDecisions } from '../support/decisions.js'
import { closed, HANDSHAKE, handshake, open, protocol } from '../support/handshake.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const running: ReturnType<typeof createServer>[] = []
afterAll(() => {
  for (const server of running) server.close().closeAllConnections()
})

interface Accepted {
  readonly req: IncomingMessage
  readonly head: Buffer
  readonly auth: unknown
}

/** A server whose handshakes are guarded. What was accepted gets an answer of its own, and is ended. */
async function chatServer(options: Partial<AsapGuardOptions<AnyClaims, boolean>> = {}, upgradeOptions = {}) {
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET, ...options } as AsapGuardOptions)
  const accepted: Accepted[] = []
  const server = createServer()
  running.push(server)
  const accept = (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    accepted.push({ req, head, auth: guard.auth(req) })
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  }
  server.on('upgrade', guard.upgrade(accept, upgradeOptions))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { guard, server, port, accepted }
}

const bearerMember = (token = createJwt()) => `asap-guard.bearer.${token}`
const codeOf = (answer: string) => /"code":"([a-z_]+)"/.exec(answer)?.[1]

describe('a handshake passes', () => {
  test('with its token in Authorization', async () => {
    const { port, accepted } = await chatServer()
    const answer = await handshake(port, [`Origin: ${SITE}`, `Authorization: Bearer ${createJwt()}`])
    expect(answer).toMatch(/^HTTP\/1.1 101 /)
    expect(accepted).toMatchObject([{ auth: { guest: false, origin: SITE, payload: { sub: 'user-1' } } }])
  })

  test('with its token as a subprotocol, which is gone before accept', async () => {
    const { port, accepted } = await chatServer()
    const token = createJwt()
    await handshake(port, [`Origin: ${SITE}`, protocol('chat', bearerMember(token), 'v2')])
    const { req, auth } = accepted[0] as Accepted
    expect(auth).toMatchObject({ token })
    expect(req.headers['sec-websocket-protocol']).toBe('chat, v2')
    expect(JSON.stringify([req.headers, req.rawHeaders, req.headersDistinct])).not.toContain(token)
  })

  test('with the token as the only subprotocol: then none is left to take up', async () => {
    const { port, accepted } = await chatServer()
    await handshake(port, [`Origin: ${SITE}`, protocol(bearerMember())])
    expect(accepted[0]?.req.headers).not.toHaveProperty('sec-websocket-protocol')
  })

  test('with the token in the second of two lines', async () => {
    const { port, accepted } = await chatServer()
    await handshake(port, [`Origin: ${SITE}`, protocol('chat'), protocol(bearerMember())])
    expect(accepted[0]?.req.headers['sec-websocket-protocol']).toBe('chat')
  })

  test('with what came behind the head', async () => {
    const { port, accepted } = await chatServer({ isRevoked: () => sleep(10, false) })
    await handshake(port, [`Origin: ${SITE}`, protocol('chat', bearerMember())], '/chat', 'first bytes')
    expect(accepted[0]?.head.toString()).toBe('first bytes')
  })

  test('as a guest', async () => {
    const { port, accepted } = await chatServer({ guests: true })
    await handshake(port, [`Origin: ${SITE}`, protocol('chat')])
    expect(accepted).toMatchObject([{ auth: { guest: true, origin: SITE } }])
  })

  test('of a tenant that is known without asking', async () => {
    const { port, accepted } = await chatServer(
      {
        domains: undefined,
        secret: undefined,
        tenant: () => 'other',
        load: async (id: string) =>
          id === 'acme' ? { domains: ['help.example.com'], secret: SECRET } : undefined,
      } as never,
      { tenant: 'acme' },
    )
    await handshake(port, [`Origin: ${SITE}`, protocol('chat', bearerMember())])
    expect(accepted).toHaveLength(1)
  })
})

describe('a handshake is refused, readably, and its socket closed', async () => {
  const desk = await chatServer()
  const one = bearerMember()
  test.each([
    ['another site', [`Origin: ${ROGUE_SITE}`, protocol('chat', one)], 403, 'origin_not_whitelisted'],
    ['no origin', [protocol('chat', one)], 403, 'origin_missing'],
    ['no token', [`Origin: ${SITE}`, protocol('chat')], 401, 'token_missing'],
    ['two tokens as subprotocols', [`Origin: ${SITE}`, protocol(one, one)], 400, 'request_invalid'],
    [
      'two tokens in two places',
      [`Origin: ${SITE}`, protocol(one), `Authorization: Bearer ${createJwt()}`],
      400,
      'request_invalid',
    ],
    ['an empty token', [`Origin: ${SITE}`, protocol('asap-guard.bearer.')], 401, 'token_malformed'],
    [
      'a token that has ended',
      [`Origin: ${SITE}`, protocol(bearerMember(createJwt({ exp: 1 })))],
      401,
      'token_expired',
    ],
  ])('%s', async (_name, lines, status, code) => {
    const before = desk.accepted.length
    const answer = await handshake(desk.port, lines as string[])
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/\r\nConnection: close\r\n/)
    expect(answer).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/)
    expect(codeOf(answer)).toBe(code)
    expect(desk.accepted.length).toBe(before)
  })

  test('a client that keeps its side open is cut off', async () => {
    const socket = connect({ port: desk.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {})
    socket.write(['GET / HTTP/1.1', ...HANDSHAKE, '', ''].join('\r\n'))
    socket.resume()
    await once(socket, 'end')
    const sending = setInterval(() => socket.write('more'), 100)
    await closed(socket)
    clearInterval(sending)
  })
})

test.each(['GET', 'OPTIONS'])(
  'a handshake by %s that looks like a preflight needs its token',
  async (method) => {
    const { port, accepted } = await chatServer()
    const lines = [`Origin: ${SITE}`, 'Access-Control-Request-Method: GET']
    expect(codeOf(await handshake(port, lines, '/chat', '', method))).toBe('token_missing')
    expect(accepted).toEqual([])
  },
)

describe('a refused client that keeps its side open', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A refused handshake whose answer was written. */
  async function refused() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
    const req = { url: '/', headers: {}, rawHeaders: [] } as unknown as IncomingMessage
    guard.upgrade(() => {})(req, socket, Buffer.alloc(0))
    await once(socket, 'finish')
    return socket
  }

  test('has two seconds to read the answer', async () => {
    const socket = await refused()
    vi.advanceTimersByTime(1999)
    expect(socket.destroyed).toBe(false)
    vi.advanceTimersByTime(1)
    expect(socket.destroyed).toBe(true)
  })

  test('is not waited for once it is gone', async () => {
    const socket = await refused()
    socket.destroy()
    await once(socket, 'close')
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('the decision about each handshake is published once', async () => {
  const decisions = listenToDecisions()
  const { port } = await chatServer()
  for (const origin of [SITE, ROGUE_SITE])
    await handshake(port, [`Origin: ${origin}`, protocol('chat', bearerMember())])
  expect(decisions).toMatchObject([
    { outcome: 'allowed', origin: SITE },
    { outcome: 'refused', origin: ROGUE_SITE, code: 'origin_not_whitelisted' },
  ])
})

describe('path', () => {
  test.each([
    ['/chat', 1],
    ['/chat?room=1', 1],
    ['/chat/', 0],
    ['/other', 0],
  ])('%s is %i of ours', async (path, count) => {
    const { port, server, accepted } = await chatServer({}, { path: '/chat' })
    const others: string[] = []
    server.on('upgrade', (req, socket) => {
      if (req.url?.split('?')[0] === '/chat') return
      others.push(req.url as string)
      socket.end('theirs')
    })
    const answer = await handshake(port, [`Origin: ${SITE}`, protocol('chat', bearerMember())], path)
    expect(answer === 'theirs').toBe(count === 0)
    expect([accepted.length, others.length]).toEqual([count, 1 - count])
  })
})

describe('of a path that nobody takes', () => {
  test('a handshake without an address is left to others', () => {
    const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
    const socket = new Duplex()
    guard.upgrade(() => {}, { path: '/chat' })({ headers: {} } as IncomingMessage, socket, Buffer.alloc(0))
    expect(socket.writableEnded).toBe(false)
  })

  test('a handshake is answered with 404 when every listener has left it to the others', async () => {
    const { guard, port, server } = await chatServer({}, { path: '/chat' })
    server.on(
      'upgrade',
      guard.upgrade(() => {}, { path: '/news' }),
    )
    expect(await handshake(port, [], '/other')).toMatch(
      /^HTTP\/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/,
    )
  })

  test('a handshake that breaks does not end the process', async () => {
    const { port, server } = await chatServer({}, { path: '/chat' })
    server.on('upgrade', (_req, socket) => socket.resume())
    const socket = open(port, [], '/other')
    const [, upgraded] = (await once(server, 'upgrade')) as [IncomingMessage, Socket]
    socket.resetAndDestroy()
    await closed(upgraded)
  })
})

describe('a client that goes away while the check waits', () => {
  test.each([
    ['ends', (socket: Socket) => socket.end()],
    ['is destroyed', (socket: Socket) => socket.destroy()],
    ['is reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('and %s is not accepted', async (_name, leave) => {
    const { port, server, accepted } = await chatServer({ isRevoked: () => sleep(60, false) })
    const socket = open(port, [`Origin: ${SITE}`, protocol('chat', bearerMember())])
    socket.on('error', () => {})
    const [, upgraded] = (await once(server, 'upgrade')) as [IncomingMessage, Socket]
    leave(socket)
    if (!upgraded.destroyed) await closed(upgraded)
    expect(accepted).toEqual([])
  })
})

describe('what accept throws or rejects with is the backend’s error', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('accept failed')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('accept failed')
      },
    ],
  ])('%s', async (_name, accept) => {
    const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
    const server = createServer().on('upgrade', guard.upgrade(accept))
    running.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const surfaced = vi.fn()
    const before = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').once('unhandledRejection', surfaced)
    const { port } = server.address() as AddressInfo
    await handshake(port, [`Origin: ${SITE}`, protocol('chat', bearerMember())])
    process.removeAllListeners('unhandledRejection')
    for (const listener of before) process.on('unhandledRejection', listener)
    expect(surfaced.mock.calls[0]?.[0]).toMatchObject({ message: 'accept failed' })
  })
})

describe('with the package ws', async () => {
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
  const wss = new WebSocketServer({ noServer: true })
  const server = createServer()
  running.push(server)
  server.on(
    'upgrade',
    guard.upgrade((req, socket, head) =>
      wss.handleUpgrade(req, socket, head, (client) => {
        client.on('message', (message) => client.send(`${guard.auth(req).payload?.sub}: ${message}`))
      }),
    ),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/chat`

  test('a message goes there and back, and the token is never echoed', async () => {
    const socket = new WebSocket(address, ['chat', bearerMember()], { origin: SITE })
    const opened = once(socket, 'open')
    const [response] = (await once(socket, 'upgrade')) as [IncomingMessage]
    expect(response.headers['sec-websocket-protocol']).toBe('chat')
    await opened
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe('user-1: hello')
    socket.close()
    await once(socket, 'close')
  })

  test('a rogue site gets 403', async () => {
    const socket = new WebSocket(address, ['chat', bearerMember()], { origin: ROGUE_SITE })
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('403')
  })
})

test('thousands of refused handshakes leave nothing behind', async () => {
  const { port, server } = await chatServer()
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))
  for (let round = 0; round < 20; round += 1) {
    const answers = Array.from({ length: 50 }, () =>
      handshake(port, [`Origin: ${ROGUE_SITE}`, protocol('chat')]),
    )
    for (const answer of await Promise.all(answers)) expect(codeOf(answer)).toBe('origin_not_whitelisted')
  }
  while ((await connections()) > 0) await sleep(5)
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThan(10)
}, 60_000)
