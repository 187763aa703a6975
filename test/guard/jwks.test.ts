import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type JwksServer, jwksServer } from '../support/jwks-server.js'
import { JWKS, type JwksTenant, jwksTenant } from '../support/jwks-tenant.js'
import { signer } from '../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

let server: JwksServer
let tenant: JwksTenant

beforeEach(async () => {
  // Only the clocks stand still: timers and sockets go on.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  server = await jwksServer([first.jwk])
  tenant = await jwksTenant(server.uri)
})
afterEach(async () => {
  vi.useRealTimers()
  tenant.close()
  await server.stop()
})

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

/** The guard keeps a token when it verifies it a second time. */
async function remember(token: string): Promise<void> {
  for (const _time of [1, 2]) expect(await tenant.call(token)).toMatchObject({ status: 200 })
}

test('500 first requests at once make one fetch, and all pass', async () => {
  const token = first.token()
  const answers = await Promise.all(Array.from({ length: 500 }, () => tenant.call(token)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(server.fetches).toBe(1)
})

test('a token of a new key works after at most one cooldown', async () => {
  await tenant.guard.ready()
  server.publish([first.jwk, second.jwk])
  expect(await tenant.call(second.token())).toMatchObject({ status: 401, code: 'token_key_unknown' })
  pass(JWKS.cooldown)
  expect(await tenant.call(second.token())).toMatchObject({ status: 200 })
  expect(await tenant.call(first.token())).toMatchObject({ status: 200 })
})

test('a token of a key that has left the set is refused after a refresh, remembered or not', async () => {
  await tenant.guard.ready()
  const [remembered, other] = [first.token(), first.token({ jti: 'another' })]
  await remember(remembered)
  server.publish([second.jwk])
  pass(JWKS.cooldown)
  expect(await tenant.call(second.token())).toMatchObject({ status: 200 })
  expect(await tenant.call(remembered)).toMatchObject({ status: 401, code: 'token_key_unknown' })
  expect(await tenant.call(other)).toMatchObject({ status: 401, code: 'token_key_unknown' })
})

describe('a key that was withdrawn in a quiet time', () => {
  /** Less than a token lives, so that one can be remembered that long. */
  const settings = { maxAge: 60 }

  async function afterAQuietTime() {
    tenant.close()
    tenant = await jwksTenant(server.uri, settings)
    const remembered = first.token()
    await remember(remembered)
    server.publish([second.jwk])
    pass(2 * settings.maxAge)
    return remembered
  }

  test('does not work once more for a token that is remembered', async () => {
    const remembered = await afterAQuietTime()
    expect(await tenant.call(remembered)).toMatchObject({ status: 401, code: 'token_key_unknown' })
    expect(server.fetches).toBe(2)
  })

  test('does not work once more for a token that was never seen', async () => {
    await afterAQuietTime()
    expect(await tenant.call(first.token())).toMatchObject({ status: 401, code: 'token_key_unknown' })
    expect(await tenant.call(second.token())).toMatchObject({ status: 200 })
    expect(server.fetches).toBe(2)
  })

  test('goes on working where the endpoint is down', async () => {
    const remembered = await afterAQuietTime()
    await server.stop()
    expect(await tenant.call(remembered)).toMatchObject({ status: 200 })
    expect(await tenant.call(first.token())).toMatchObject({ status: 200 })
  })
})

test('a remembered token survives a refresh that keeps its key', async () => {
  await tenant.guard.ready()
  const remembered = first.token()
  await remember(remembered)
  server.publish([second.jwk, first.jwk])
  pass(JWKS.cooldown)
  expect(await tenant.call(second.token())).toMatchObject({ status: 200 })
  expect(await tenant.call(remembered)).toMatchObject({ status: 200 })
})

test('a key that a token brings, or says where to find, is not used, and nothing is fetched from there', async () => {
  const elsewhere = await jwksServer([{ ...second.jwk, kid: first.kid }])
  onTestFinished(() => elsewhere.stop())
  await tenant.guard.ready()
  for (const header of [{ jwk: second.jwk }, { jku: elsewhere.uri }, { x5u: elsewhere.uri }]) {
    const token = second.token({}, { kid: first.kid, ...header })
    expect(await tenant.call(token)).toMatchObject({ status: 401, code: 'token_signature' })
  }
  expect(elsewhere.fetches).toBe(0)
})

test('a flood of 10,000 made-up kids costs one fetch a cooldown and refuses no good request', {
  timeout: 60_000,
}, async () => {
  await tenant.guard.ready()
  const [header, payload, signature] = first.token().split('.') as [string, string, string]
  const named = JSON.parse(Buffer.from(header, 'base64url').toString())
  const madeUp = (kid: string) =>
    [Buffer.from(JSON.stringify({ ...named, kid })).toString('base64url'), payload, signature].join('.')

  const times = { good: [] as number[], madeUp: [] as number[] }
  const timed = async (kind: keyof typeof times, token: string) => {
    const started = process.hrtime.bigint()
    const answer = await tenant.call(token)
    times[kind].push(Number(process.hrtime.bigint() - started))
    return answer
  }

  const ROUNDS = 5
  for (let round = 0; round < ROUNDS; round += 1) {
    pass(JWKS.cooldown)
    const good = first.token()
    const answers = await Promise.all(
      Array.from({ length: 10_000 / ROUNDS }, async (_, i) => [
        await timed('madeUp', madeUp(`made-up-${round}-${i}`)),
        i % 10 === 0 ? await timed('good', good) : undefined,
      ]),
    )
    expect(new Set(answers.map(([bad]) => bad?.code))).toEqual(new Set(['token_key_unknown']))
    expect(new Set(answers.map(([, other]) => other?.status))).toEqual(new Set([200, undefined]))
    expect(server.fetches).toBe(2 + round)
  }
  // They queue up with the flood for the same connections; they must not wait for anything else.
  expect(median(times.good)).toBeLessThan(2 * median(times.madeUp))
})

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number
