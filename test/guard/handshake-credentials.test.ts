import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../src/guard/call.js'
import { takeCredentials } from '../../src/guard/handshake-credentials.js'
import type { Settings } from '../../src/options/read-options.js'
import { refusal } from '../support/refusal.js'

const [TOKEN, PROOF] = ['asap-guard.bearer.a.b.c', 'asap-guard.dpop.d.e.f']
const LOOK_ALIKES = 'asap-guard.bearer, x-asap-guard.bearer.a'

/** A handshake that offers these subprotocols, as `node:http` reads it. */
function handshake(protocols: string | undefined, headers: Readonly<Record<string, string>> = {}) {
  const all = { ...headers, ...(protocols !== undefined && { 'sec-websocket-protocol': protocols }) }
  const rawHeaders = ['Host', 'desk', ...Object.entries(all).flat(), 'X-Last', '1']
  return { headers: { ...all }, rawHeaders } as unknown as IncomingMessage
}

/** What a server sees of the subprotocols afterwards. */
const leftOf = ({ headers, rawHeaders }: IncomingMessage) => [
  headers['sec-websocket-protocol'],
  rawHeaders.filter((_, index) => /^sec-websocket-protocol$/i.test(rawHeaders[index - 1] ?? '')),
]

describe('the subprotocols that are left', () => {
  test.each<[name: string, offered: string | undefined, left: string | undefined]>([
    ['those beside a token and a proof', `chat,${TOKEN}, v2 ,${PROOF}`, 'chat, v2'],
    ['none, where there are no others', TOKEN, undefined],
    ['those that only look like a token', LOOK_ALIKES, LOOK_ALIKES],
    ['none, where there were none', undefined, undefined],
  ])('%s', (_name, offered, left) => {
    const req = handshake(offered)
    takeCredentials(req)
    expect(leftOf(req)).toEqual([left, left === undefined ? [] : [left]])
    const others = req.rawHeaders.filter((_, index) => !/^sec-/i.test(req.rawHeaders[index & ~1] ?? ''))
    expect(others).toEqual(['Host', 'desk', 'X-Last', '1'])
  })

  test('stay as they were written where nothing is taken out', () => {
    const req = handshake('chat,v2')
    const { rawHeaders } = req
    takeCredentials(req)
    expect(req.rawHeaders).toBe(rawHeaders)
  })
})

describe('the token', () => {
  const presentedBy = (req: IncomingMessage, getToken?: Settings['getToken']) => {
    const call = { headers: req.headers, rawHeaders: req.rawHeaders, request: req } as unknown as Call
    return takeCredentials(req).presented(call, { getToken } as Settings)
  }
  const authorization = { authorization: 'Bearer x.y.z' }

  test('comes from the subprotocols, or from its header', () => {
    expect(presentedBy(handshake(`chat, ${TOKEN}`))).toEqual({ token: 'a.b.c', scheme: undefined })
    expect(presentedBy(handshake('chat', authorization))).toMatchObject({ token: 'x.y.z' })
    expect(presentedBy(handshake('chat'))).toBeUndefined()
  })

  const password = { authorization: 'basic dXNlcjpwYXNz' }

  test('comes from the subprotocols where the browser adds a password to it', () => {
    expect(presentedBy(handshake(TOKEN, password))).toEqual({ token: 'a.b.c', scheme: undefined })
  })

  test('is missing where there is a password alone', () => {
    expect(refusal(() => presentedBy(handshake('chat', password)))).toMatchObject({ code: 'token_missing' })
  })

  test('is refused where a password was sent twice', () => {
    const req = Object.assign(handshake(TOKEN, password), {
      rawHeaders: ['Authorization', 'Basic a', 'Authorization', 'Basic b'],
    })
    expect(refusal(() => presentedBy(req))).toMatchObject({ code: 'request_invalid' })
  })

  test.each([
    'Basicdxnlcg',
    'x Basic dXNlcjpwYXNz',
    'Digest a',
    'Basic a, Bearer x.y.z',
    'Basic a b',
    'Basic',
  ])('%s is no password', (line) => {
    expect(refusal(() => presentedBy(handshake(TOKEN, { authorization: line })))).toMatchObject({
      code: 'token_missing',
    })
  })

  test('is refused beside one that getToken finds, whatever password there is', () => {
    expect(refusal(() => presentedBy(handshake(TOKEN, password), () => 'x.y.z'))).toMatchObject({
      code: 'request_invalid',
    })
  })

  test.each([
    ['in both', TOKEN, authorization],
    ['twice', `${TOKEN}, ${TOKEN}`, {}],
  ])('%s is refused', (_name, protocols, headers) => {
    expect(refusal(() => presentedBy(handshake(protocols, headers)))).toMatchObject({
      code: 'request_invalid',
      detail: 'there are two tokens: send one, in one place',
    })
  })
})

test('proofs come from their header and from the subprotocols', () => {
  const { proofs } = takeCredentials(handshake(`${PROOF}, ${TOKEN}`, { dpop: 'g.h.i' }))
  expect(proofs()).toEqual(['g.h.i', 'd.e.f'])
})
