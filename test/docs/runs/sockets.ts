import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asapGuard } from 'asap-guard'
import { Server as SocketServer } from 'socket.io'
import { io as connect } from 'socket.io-client'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createJwt, SECRET } from '../../support/create-jwt.js'
import { type Block, pageAt } from '../markdown.js'
import { domains, EVIL, env, fragment, type Runs, SITE, whole } from './run.js'

const PATH = '/widget/chat'

async function listening(server: Server): Promise<number> {
  if (!server.listening) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  return (server.address() as AddressInfo).port
}

/** A page's WebSocket, whose browser says where it comes from. */
export const socketOf = (port: number, origin: string) =>
  class extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(`ws://127.0.0.1:${port}${new URL(address).pathname}`, protocols, { origin })
    }
  }

/** Opens a socket as the page does, and closes it again. */
async function firstMessage(port: number, token: string): Promise<string> {
  const Socket = socketOf(port, SITE)
  const socket = new Socket(`wss://desk.example.net${PATH}`, ['chat', `asap-guard.bearer.${token}`])
  const [message] = await once(socket, 'message')
  socket.terminate()
  return String(message)
}

async function isRefused(port: number, token: string, origin: string): Promise<void> {
  const Socket = socketOf(port, origin)
  const socket = new Socket(`wss://desk.example.net${PATH}`, ['chat', `asap-guard.bearer.${token}`])
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('Unexpected server response')
}

const soon = () => {
  const now = Math.floor(Date.now() / 1000)
  return createJwt({ iat: now, exp: now + 2 })
}

export const socketRuns: Runs = {
  'docs/roads.md#websockets': async (block) => {
    const { server } = await fragment(block)
    const port = await listening(server)
    expect(await firstMessage(port, createJwt())).toBe('Hello, user@example.com')
    await isRefused(port, createJwt(), EVIL)
    await isRefused(port, createJwt({ iat: 1, exp: 300 }), SITE)
    server.close()
  },
  'docs/roads.md#websockets:2': async (block) => {
    const { server } = await fragment(
      pageAt('docs/roads.md').blocks.find(({ id }) => id.endsWith('#websockets')) as Block,
    )
    const port = await listening(server)
    const opened: WebSocket[] = []
    const Socket = socketOf(port, SITE)
    class Recorded extends Socket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols)
        opened.push(this)
      }
    }
    await fragment(block, { WebSocket: Recorded, token: createJwt() })
    const [socket] = opened as [WebSocket]
    await once(socket, 'open')
    expect(socket.protocol).toBe('chat')
    socket.terminate()
    server.close()
  },

  'docs/roads.md#anything-else:2': async (block) => {
    const http = createServer()
    const io = new SocketServer(http)
    const port = await listening(http)
    await fragment(block, { guard: asapGuard({ domains, secret: SECRET }), io })
    io.of('/chat')
    const open = (namespace: string, origin: string, token: string) =>
      connect(`http://127.0.0.1:${port}${namespace}`, {
        forceNew: true,
        reconnection: false,
        extraHeaders: { origin },
        auth: { token },
      })
    const outcome = async (socket: ReturnType<typeof connect>) => {
      const said = await new Promise((resolve) => {
        socket
          .once('connect', () => resolve('connected'))
          .once('connect_error', ({ message }) => resolve(message))
      })
      socket.disconnect()
      return said
    }
    for (const namespace of ['/', '/chat']) {
      expect(await outcome(open(namespace, SITE, createJwt()))).toBe('connected')
      expect(await outcome(open(namespace, EVIL, createJwt()))).not.toBe('connected')
      expect(await outcome(open(namespace, SITE, createJwt({ iat: 1, exp: 300 })))).toBe(
        'The token has expired',
      )
    }
    await io.close()
  },

  'docs/recipes/live-chat.md': async (block) => {
    const { server } = await whole(block, { env: { ...env, PORT: '0' } })
    await once(server, 'listening')
    const port = await listening(server)
    const Socket = socketOf(port, SITE)
    const socket = new Socket(`wss://desk.example.net${PATH}`, ['chat', `asap-guard.bearer.${soon()}`])
    await once(socket, 'open')
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe('user@example.com: hello')
    expect((await once(socket, 'close'))[0]).toBe(4401)
    await isRefused(port, createJwt(), EVIL)
    server.close()
  },
  'docs/recipes/live-chat.md:2': async (block) => {
    const { server } = await whole(pageAt('docs/recipes/live-chat.md').blocks[0] as Block, {
      env: { ...env, PORT: '0' },
    })
    await once(server, 'listening')
    const port = await listening(server)
    const reconnect = vi.fn()
    await whole(block, { given: { WebSocket: socketOf(port, SITE), token: soon(), reconnect } })
    await expect.poll(() => reconnect.mock.calls.length, { timeout: 5000 }).toBe(1)
    server.close()
  },
}
