import { testDpopKey } from 'asap-guard/testing'
import { describe, expect, test, vi } from 'vitest'
import { ADDRESS, bound, deskOf, key, proofFor } from '../support/bound-tokens.js'
import { createJwt } from '../support/create-jwt.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

describe('a guard without the option', async () => {
  const { send } = await deskOf(undefined)
  test.each([[{ jkt: key.thumbprint }], [{ 'x5t#S256': 'x' }], [{}], [null], ['x'], [false]])(
    'refuses a token with cnf %j: it is no bearer token',
    async (cnf) => {
      const answer = await send({ Authorization: `Bearer ${createJwt({ cnf })}` })
      expect(answer).toMatchObject({ status: 401, code: 'token_bound' })
      expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    },
  )
  test('tells a bad signature or time before that', async () => {
    const codeOf = async (token: string) => (await send({ Authorization: `Bearer ${token}` })).code
    expect(await codeOf(bound({ exp: 1 }))).toBe('token_expired')
    expect(await codeOf(bound({ secret: 'the secret of somebody else, who is not us' }))).toBe(
      'token_signature',
    )
  })
  test('does not know the scheme DPoP', async () => {
    expect(await send({ Authorization: `DPoP ${bound()}` })).toMatchObject({
      status: 401,
      code: 'token_missing',
    })
  })
})

describe('the gate', async () => {
  const { send } = await deskOf({ url: ADDRESS })

  test('takes a bound token with a proof, once', async () => {
    const token = bound()
    const headers = { Authorization: `DPoP ${token}`, DPoP: proofFor(token) }
    expect(await send(headers)).toMatchObject({ status: 200, body: '{"sub":"user-1"}' })
    const replay = await send(headers)
    expect(replay).toMatchObject({ status: 401, code: 'proof_replayed' })
    expect(replay.headers['www-authenticate']).toBe('DPoP error="invalid_dpop_proof", algs="ES256"')
    expect(replay.headers['access-control-expose-headers']).toContain('WWW-Authenticate')
  })

  test('of twenty calls at once with one proof, one passes', async () => {
    const isRevoked = () => new Promise<boolean>((resolve) => setTimeout(resolve, 5, false))
    const desk = await deskOf({ url: ADDRESS }, { isRevoked })
    const token = bound()
    const headers = { Authorization: `DPoP ${token}`, DPoP: proofFor(token) }
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.send(headers)))
    const codes = answers.map(({ status, code }) => code ?? status).sort()
    expect(codes).toEqual([200, ...Array(19).fill('proof_replayed')])
  })

  test('no answer asks for a nonce', async () => {
    const token = bound()
    const headers = { Authorization: `DPoP ${token}`, DPoP: proofFor(token) }
    for (const status of [200, 401]) {
      const answer = await send(headers)
      expect(answer.status).toBe(status)
      expect(JSON.stringify(answer.headers)).not.toMatch(/nonce/i)
    }
  })

  test('asks for a new proof each time, also of a remembered token', async () => {
    const token = bound()
    for (const _call of [1, 2, 3, 4]) {
      expect(await send({ Authorization: `DPoP ${token}`, DPoP: proofFor(token) })).toMatchObject({
        status: 200,
      })
    }
  })

  test.each([
    [
      'as Bearer',
      (token: string) => ({ Authorization: `Bearer ${token}`, DPoP: proofFor(token) }),
      'proof_missing',
    ],
    ['without a proof', (token: string) => ({ Authorization: `DPoP ${token}` }), 'proof_missing'],
    [
      'with two proofs',
      (token: string) => ({ Authorization: `DPoP ${token}`, DPoP: [proofFor(token), proofFor(token)] }),
      'proof_invalid',
    ],
    [
      'with a proof for another method',
      (token: string) => ({ Authorization: `DPoP ${token}`, DPoP: proofFor(token, { method: 'POST' }) }),
      'proof_invalid',
    ],
    [
      'with a proof for another path',
      (token: string) => ({
        Authorization: `DPoP ${token}`,
        DPoP: proofFor(token, { url: `${ADDRESS}/other` }),
      }),
      'proof_invalid',
    ],
    [
      'with a proof for another token',
      (token: string) => ({ Authorization: `DPoP ${token}`, DPoP: proofFor(bound({ sub: 'x' })) }),
      'proof_invalid',
    ],
    [
      'with the proof of another key',
      (token: string) => ({
        Authorization: `DPoP ${token}`,
        DPoP: testDpopKey().createProof({ method: 'GET', url: `${ADDRESS}/widget/api/tickets`, token }),
      }),
      'proof_invalid',
    ],
  ])('refuses a bound token %s', async (_name, headersOf, code) => {
    const answer = await send(headersOf(bound()) as Record<string, string>)
    expect(answer).toMatchObject({ status: 401, code })
  })

  test('takes an unbound token as a bearer token, and not as a bound one', async () => {
    expect(await send({ Authorization: `Bearer ${createJwt()}` })).toMatchObject({ status: 200 })
    const token = createJwt()
    expect(await send({ Authorization: `DPoP ${token}`, DPoP: proofFor(token) })).toMatchObject({
      code: 'proof_invalid',
    })
  })

  test('with `required`, takes no other', async () => {
    const strict = await deskOf({ url: ADDRESS, required: true })
    const answer = await strict.send({ Authorization: `Bearer ${createJwt()}` })
    expect(answer).toMatchObject({ status: 401, code: 'proof_missing' })
    expect(answer.headers['www-authenticate']).toBe('DPoP algs="ES256"')
  })

  test('the same guard twice is no replay', async () => {
    const token = bound()
    const proof = proofFor(token, { url: `${ADDRESS}/twice/x` })
    expect(await send({ Authorization: `DPoP ${token}`, DPoP: proof }, 'GET', '/twice/x')).toMatchObject({
      status: 200,
    })
  })

  test('a proof that was refused for something else can be used again', async () => {
    const isRevoked = vi.fn().mockReturnValueOnce(true).mockReturnValue(false)
    const desk = await deskOf({ url: ADDRESS }, { isRevoked })
    const token = bound()
    const headers = { Authorization: `DPoP ${token}`, DPoP: proofFor(token) }
    expect(await desk.send(headers)).toMatchObject({ code: 'token_revoked' })
    expect(await desk.send(headers)).toMatchObject({ status: 200 })
  })

  test('with getToken there is no scheme: the header DPoP suffices', async () => {
    const getToken = (req: { headers: Record<string, unknown> }) => req.headers['x-token'] as string
    const desk = await deskOf({ url: ADDRESS }, { getToken })
    const token = bound()
    expect(await desk.send({ 'X-Token': token, DPoP: proofFor(token) })).toMatchObject({ status: 200 })
    expect(await desk.send({ 'X-Token': token })).toMatchObject({ code: 'proof_missing' })
  })

  test('isReplay is asked with an id that is the same in every process, and a failure is 503', async () => {
    const asked: [string, number][] = []
    const isReplay = async (id: string, seconds: number) => {
      asked.push([id, seconds])
      return asked.length > 2
    }
    const one = await deskOf({ url: ADDRESS, isReplay })
    const two = await deskOf({ url: ADDRESS, isReplay })
    const token = bound()
    const headers = { Authorization: `DPoP ${token}`, DPoP: proofFor(token) }
    for (const desk of [one, two]) expect(await desk.send(headers)).toMatchObject({ status: 200 })
    expect(asked[0]?.[0]).toBe(asked[1]?.[0])
    expect(asked[0]?.[0]).toMatch(/^[!-~]{1,256}$/)
    expect(Number.isInteger(asked[0]?.[1])).toBe(true)
    expect(await one.send(headers)).toMatchObject({ code: 'proof_replayed' })
    const failing = await deskOf({ url: ADDRESS, isReplay: () => Promise.reject(new Error('down')) })
    const answer = await failing.send({ Authorization: `DPoP ${token}`, DPoP: proofFor(token) })
    expect(answer).toMatchObject({ status: 503, code: 'proof_unavailable' })
  })

  test('a preflight may send Authorization and DPoP, and the Date of answers can be read', async () => {
    const desk = await deskOf({ url: ADDRESS }, { cors: { allowedHeaders: ['Content-Type'] } })
    const answer = await desk.send({ 'Access-Control-Request-Method': 'GET' }, 'OPTIONS')
    expect(answer.headers['access-control-allow-headers']).toBe('Content-Type, Authorization, DPoP')
    const token = bound()
    const passed = await desk.send({ Authorization: `DPoP ${token}`, DPoP: proofFor(token) })
    expect(passed.headers['access-control-expose-headers']).toBe('Date')
    const refused = await desk.send({ Authorization: `DPoP ${token}` })
    expect(refused.headers['access-control-expose-headers']).toMatch(
      /^(?=.*\bDate\b)(?=.*\bWWW-Authenticate\b)/,
    )
  })
})
