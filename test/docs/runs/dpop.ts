import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AsapGuard } from 'asap-guard'
import jsonwebtoken from 'jsonwebtoken'
import { expect, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { createJwt, SECRET } from '../../support/create-jwt.js'
import { serve } from '../../support/server.js'
import { type Block, pageAt } from '../markdown.js'
import { appBehind } from './keys.js'
import { fragment, type Runs, SITE, whole } from './run.js'
import { socketOf } from './sockets.js'

const block = (id: string) => pageAt('docs/dpop.md').blocks.find((candidate) => candidate.id === id) as Block
const guardOf = async (id: string, extra = {}): Promise<AsapGuard> => (await fragment(block(id), extra)).guard

const ADDRESS = 'https://desk.example.net'

/** The page's own code, whose calls go to a backend here. */
async function widgetOf(guard: AsapGuard) {
  const { port } = await serve(appBehind(guard))
  const sent: RequestInit[] = []
  const send = (address: string, init: RequestInit) => {
    sent.push(init)
    const headers = { ...(init.headers as Record<string, string>), Origin: SITE }
    return fetch(`http://127.0.0.1:${port}${new URL(address).pathname}`, { ...init, headers })
  }
  const { jkt, call, proof } = await whole(block('docs/dpop.md#in-the-widget'), { given: { fetch: send } })
  return { call, proof, sent, send, token: createJwt({ cnf: { jkt } }) }
}

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

export const dpopRuns: Runs = {
  'docs/dpop.md': async () => {
    const { call, sent, send, token } = await widgetOf(await guardOf('docs/dpop.md'))
    expect((await call(`${ADDRESS}/tickets?page=1`, token)).status).toBe(200)
    expect((await call(`${ADDRESS}/tickets`, token, { method: 'POST' })).status).toBe(200)

    const [first] = sent as [RequestInit]
    expect(await codeOf(await send(`${ADDRESS}/tickets?page=1`, first))).toBe('proof_replayed')
    const stolen = { headers: { Authorization: `Bearer ${token}` } }
    expect(await codeOf(await send(`${ADDRESS}/tickets`, stolen))).toBe('proof_missing')
  },
  'docs/dpop.md#in-the-widget': async () => {
    const { call, token } = await widgetOf(await guardOf('docs/dpop.md'))
    // A device whose clock is an hour behind learns the time from the first answer.
    const now = vi.spyOn(Date, 'now')
    now.mockImplementation(() => performance.timeOrigin + performance.now() - 3_600_000)
    const late = await call(`${ADDRESS}/tickets`, token)
    now.mockRestore()
    expect(late.headers.get('Access-Control-Expose-Headers')).toMatch(/\bDate\b/)
  },
  'docs/dpop.md#in-the-widget:2': async (made) => {
    const { token } = await fragment(made, {
      jsonwebtoken,
      user: { email: 'sam@example.com' },
      jkt: 'thumbprint',
    })
    expect(jsonwebtoken.verify(token, SECRET)).toMatchObject({ cnf: { jkt: 'thumbprint' } })
  },
  'docs/dpop.md#replays': async () => {
    const seen = new Set<string>()
    const set = vi.fn(async (id: string) => (seen.size === seen.add(id).size ? null : 'OK'))
    const { call, sent, send, token } = await widgetOf(
      await guardOf('docs/dpop.md#replays', { redis: { set } }),
    )
    expect((await call(`${ADDRESS}/tickets`, token)).status).toBe(200)
    expect(await codeOf(await send(`${ADDRESS}/tickets`, sent[0] as RequestInit))).toBe('proof_replayed')
    expect(set).toHaveBeenCalledWith(expect.any(String), '1', { NX: true, EX: expect.any(Number) })
  },
  'docs/dpop.md#websockets': async (made) => {
    const guard = await guardOf('docs/dpop.md')
    const { proof, token } = await widgetOf(guard)
    const chat = new WebSocketServer({ noServer: true })
    const server = createServer().listen(0, '127.0.0.1')
    server.on(
      'upgrade',
      guard.upgrade((req, socket, head) => {
        chat.handleUpgrade(req, socket, head, (client) => client.send('hello'))
      }),
    )
    await once(server, 'listening')
    const Socket = socketOf((server.address() as AddressInfo).port, SITE)
    const opened: InstanceType<typeof Socket>[] = []
    class Recorded extends Socket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols)
        opened.push(this)
      }
    }
    const given = { token, proof: await proof('GET', `${ADDRESS}/widget/chat`, token), WebSocket: Recorded }
    await fragment(made, given)
    expect(String((await once(opened[0] as InstanceType<typeof Socket>, 'message'))[0])).toBe('hello')
    opened[0]?.terminate()
    server.close()
  },
}
