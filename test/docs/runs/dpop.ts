import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AsapGuard } from 'asap-guard'
import { testDpopKey } from 'asap-guard/testing'
import { expect } from 'vitest'
import { WebSocketServer } from 'ws'
import { createJwt } from '../../support/create-jwt.js'
import { serve } from '../../support/server.js'
import { type Block, pageAt } from '../markdown.js'
import { appBehind } from './keys.js'
import { fragment, type Runs, SITE } from './run.js'
import { socketOf } from './sockets.js'

const block = pageAt('docs/dpop.md').blocks.find(({ id }) => id === 'docs/dpop.md') as Block

const ADDRESS = 'https://desk.example.net'
const key = testDpopKey()
const token = createJwt({ cnf: { jkt: key.thumbprint } })

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

export const dpopRuns: Runs = {
  'docs/dpop.md': async (made) => {
    const { guard } = await fragment(made)
    const { port } = await serve(appBehind(guard))
    const send = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/tickets`, { headers: { Origin: SITE, ...headers } })
    const proof = key.createProof({ url: `${ADDRESS}/tickets`, token })
    const headers = { Authorization: `DPoP ${token}`, DPoP: proof }
    expect((await send(headers)).status).toBe(200)
    expect(await codeOf(await send(headers))).toBe('proof_replayed')
    expect(await codeOf(await send({ Authorization: `Bearer ${token}` }))).toBe('proof_missing')
  },
  'docs/dpop.md#websockets': async (made) => {
    const guard: AsapGuard = (await fragment(block)).guard
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
    const proof = key.createProof({ url: `${ADDRESS}/widget/chat`, token })
    const given = { token, proof, WebSocket: Recorded }
    await fragment(made, given)
    expect(String((await once(opened[0] as InstanceType<typeof Socket>, 'message'))[0])).toBe('hello')
    opened[0]?.terminate()
    server.close()
  },
}
