import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Conversations } from './conversations.js'
import type { HelpDeskGuard } from './guard.js'
import { oneLine } from './one-line.js'
import type { Tenants } from './tenants.js'

type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void

interface ChatParts {
  guard: HelpDeskGuard
  tenants: Tenants
  conversations: Conversations
}

/**
 * Close codes from 4000 on are an application's own. The widget connects again with a new token when it gets
 * this one.
 */
const TOKEN_ENDED = 4401

const message = oneLine(500)

/** Live chat over WebSockets: a listener for `upgrade` of the help desk's server. */
export function createChat({ guard, tenants, conversations }: ChatParts): UpgradeListener {
  const chat = new WebSocketServer({ noServer: true, maxPayload: 4096 })

  /** Takes a handshake over that the guard let through. */
  const acceptFor = (tenant: string) => (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const caller = guard.auth(req)
    // The guard lets guests pass; a chat is for users.
    if (caller.guest) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    const owner = { tenant, email: caller.payload.email }

    chat.handleUpgrade(req, socket, head, (client) => {
      const leave = conversations.join(owner, () => {
        client.send(JSON.stringify({ ...conversations.of(owner), until: caller.expiresAt }))
      })
      // Nothing else would end the connection when the token ends.
      const end = setTimeout(() => client.close(TOKEN_ENDED, 'token ended'), caller.expiresAt - Date.now())

      client.on('message', (data) => {
        const { data: text } = message.safeParse(String(data))
        if (text !== undefined) conversations.say(owner, 'user', text)
      })
      client.on('error', () => client.terminate())
      client.on('close', () => {
        clearTimeout(end)
        leave()
      })
    })
  }

  const listeners = new Map(
    tenants
      .list()
      .map(({ id: tenant }) => [`/widget/${tenant}/chat`, guard.upgrade(acceptFor(tenant), { tenant })]),
  )
  return (req, socket, head) => {
    const listener = listeners.get(req.url?.split('?', 1)[0] ?? '')
    if (listener) listener(req, socket, head)
    else socket.destroy()
  }
}
