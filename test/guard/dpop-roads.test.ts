import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type AsapDpopOptions, asapGuard } from 'asap-guard'
import { afterAll, describe, expect, test } from 'vitest'
import { ADDRESS, bound, deskOf, key, proofFor } from '../support/bound-tokens.js'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { SITE } from '../support/help-desk.js'
import { laterRefusal } from '../support/refusal.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

describe('guard.check', async () => {
  const { guard } = await deskOf({ url: ADDRESS })
  const headers = { origin: SITE }
  const given = { method: 'GET', url: '/widget/api/tickets' }

  test('takes the proof from its options, or from the header', async () => {
    for (const inHeader of [false, true]) {
      const token = bound()
      const proof = proofFor(token)
      const request = { headers: { ...headers, ...(inHeader && { DPoP: proof }) } }
      expect(await guard.check(request, { token, ...given, ...(!inHeader && { proof }) })).toMatchObject({
        guest: false,
      })
    }
  })

  test.each([
    ['no proof', { ...given }, 'proof_missing'],
    ['no method', { proof: 'x', url: given.url }, 'proof_invalid'],
    ['no address', { proof: 'x', method: 'GET' }, 'proof_invalid'],
  ])('%s', async (_name, options, code) => {
    const token = bound()
    const proof = 'proof' in options ? { proof: proofFor(token) } : {}
    expect(await laterRefusal(() => guard.check({ headers }, { token, ...options, ...proof }))).toMatchObject(
      { code },
    )
  })

  test('a method of preflights makes no preflight', async () => {
    const request = { headers: { ...headers, 'access-control-request-method': 'GET' } }
    const error = await laterRefusal(() =>
      guard.check(request, { token: undefined, method: 'OPTIONS', url: '/' }),
    )
    expect(error.code).toBe('token_missing')
  })
})

describe('a WebSocket handshake', async () => {
  const { guard } = await deskOf({ url: ADDRESS })
  const server = createServer()
  const protocols: (string | undefined)[] = []
  server.on(
    'upgrade',
    guard.upgrade((req, socket) => {
      protocols.push(req.headers['sec-websocket-protocol'])
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => void server.close())

  const handshake = (...members: string[]) => handshakeWith({}, ...members)

  async function handshakeWith(headers: Record<string, string>, ...members: string[]): Promise<string> {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      path: '/chat?room=1',
      headers: {
        Origin: SITE,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Protocol': ['chat', ...members].join(', '),
        ...headers,
      },
    }).end()
    return await new Promise((resolve) => {
      outgoing.on('upgrade', (_response, socket) => {
        socket.destroy()
        resolve('accepted')
      })
      outgoing.on('response', async (response) => resolve(JSON.parse(await text(response)).code))
    })
  }
  const inProtocol = (token: string, ...proofs: string[]) => [
    `asap-guard.bearer.${token}`,
    ...proofs.map((proof) => `asap-guard.dpop.${proof}`),
  ]
  const url = `${ADDRESS}/chat`

  test('passes with token and proof, of which none is left in the header', async () => {
    const token = bound()
    expect(await handshake(...inProtocol(token, proofFor(token, { url })))).toBe('accepted')
    expect(protocols).toEqual(['chat'])
  })

  test('passes with the headers that a native client can send', async () => {
    const token = bound()
    const headers = { Authorization: `DPoP ${token}`, DPoP: proofFor(token, { url }) }
    expect(await handshakeWith(headers)).toBe('accepted')
    expect(await handshakeWith({ Authorization: `DPoP ${token}` })).toBe('proof_missing')
  })

  test('is refused without a proof, with two, and with one for another address', async () => {
    const token = bound()
    expect(await handshake(...inProtocol(token))).toBe('proof_missing')
    const two = [proofFor(token, { url }), proofFor(token, { url })]
    expect(await handshake(...inProtocol(token, ...two))).toBe('proof_invalid')
    expect(await handshake(...inProtocol(token, proofFor(token)))).toBe('proof_invalid')
  })
})

test('each tenant has its own address', async () => {
  const guard = asapGuard({
    tenant: () => 'unused',
    load: async (tenant) => ({
      domains: ['help.example.com'],
      secret: SECRET,
      dpop: { url: `https://${tenant}.example.com` },
    }),
  })
  const token = bound()
  const proof = key.createProof({ method: 'GET', url: 'https://acme.example.com/x', token })
  const call = { token, proof, method: 'GET', url: '/x' }
  const request = () => ({ headers: { origin: SITE } })
  expect(await laterRefusal(() => guard.check(request(), { ...call, tenant: 'globex' }))).toMatchObject({
    code: 'proof_invalid',
  })
  expect(await guard.check(request(), { ...call, tenant: 'acme' })).toMatchObject({ guest: false })
  guard.reload()
  expect(await laterRefusal(() => guard.check(request(), { ...call, tenant: 'acme' }))).toMatchObject({
    code: 'proof_replayed',
  })
})

describe('guard.diagnose', () => {
  const diagnose = async (dpop: AsapDpopOptions, token: string) =>
    await (await deskOf(dpop)).guard.diagnose({ token, origin: SITE })

  test('allows a bound token, and says that each request needs a proof', async () => {
    const { allowed, steps } = await diagnose({ url: ADDRESS }, bound())
    expect(allowed).toBe(true)
    expect(steps).toContainEqual(
      expect.objectContaining({
        check: 'proof',
        passed: true,
        says: expect.stringContaining('each request needs'),
      }),
    )
  })
  test('refuses an unbound token where proofs are required', async () => {
    expect(await diagnose({ url: ADDRESS, required: true }, createJwt())).toMatchObject({
      code: 'proof_missing',
    })
    expect(await diagnose({ url: ADDRESS }, createJwt())).toMatchObject({ allowed: true })
  })
  test('refuses a token that is bound in another way', async () => {
    expect(await diagnose({ url: ADDRESS }, createJwt({ cnf: { kid: 'x' } }))).toMatchObject({
      code: 'token_bound',
    })
  })
})
