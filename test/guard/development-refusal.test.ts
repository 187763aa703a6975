import type { AsapGuardErrorCode } from 'asap-guard'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { fromSite } from '../support/help-desk.js'
import { down, serverOf } from '../support/jwks-keys.js'
import { newcomer, newcomersDesk } from '../support/newcomer.js'
import { signer } from '../support/signer.js'

/** The warnings of refusals that are nothing but a code and a reason. */
async function warningsOf(...refusals: readonly (readonly [AsapGuardErrorCode, string?])[]) {
  const { seen } = await newcomer()
  const { warnOfRefusal } = await import('../../src/guard/development-refusal.js')
  const { Findings } = await import('../../src/guard/findings.js')
  const { AsapGuardError } = await import('../../src/errors.js')
  for (const [code, reason] of refusals) warnOfRefusal(new Findings(), new AsapGuardError(code, reason))
  return seen()
}

describe('reasons are of one kind that differ', () => {
  test.each([
    ['in quoted text', 'Origin "a" is none', 'Origin "some other" is none'],
    ['in quoted text with escapes', 'Origin "a" is none', String.raw`Origin "\"b\\" is none`],
    ['in a host', 'see www.example.com first', 'see a-b.c.example first'],
    ['in a host of two labels', 'see example.com first', 'see a.b.c.d first'],
    ['in the unit of a duration', 'exp was 3 d ago', 'exp was 45 s ago'],
    ['in how many units a duration has', 'exp was 1 h 3 min ago', 'exp was 45 s ago'],
    ['in the digits of a duration', 'exp was 1 h ago', 'exp was 15 min ago'],
    ['by a duration under a second', 'exp was 45 s ago', 'exp was less than 1 s ago'],
    ['by a duration at their end', 'the token lives 5 s', 'the token lives 1 h 30 min'],
    ['in a number', 'aud has 3 entries', 'aud has 12 entries'],
  ])('%s', async (_name, first, second) => {
    expect(await warningsOf(['token_claims', first], ['token_claims', second])).toHaveLength(1)
  })
})

describe('reasons are of two kinds', () => {
  test.each([
    ['in their words', 'exp is missing', 'nbf is missing'],
    ['behind quoted text', '"a" is wrong', '"a" is missing'],
    ['between two quoted texts', '"a" and "b"', '"a" or "b"'],
    ['in their words behind a duration', '5 s ago', '5 s too early'],
    ['in what follows a dot', 'no host. Add it', 'no host. Drop it'],
  ])('%s', async (_name, first, second) => {
    expect(await warningsOf(['token_claims', first], ['token_claims', second])).toHaveLength(2)
  })

  test('of two codes', async () => {
    expect(await warningsOf(['token_claims', 'x'], ['token_issuer', 'x'])).toHaveLength(2)
  })
})

test('a refusal without a detail is told by its title', async () => {
  expect(await warningsOf(['origin_missing'])).toEqual([
    '[origin_missing] AsapGuardWarning: The guard of many tenants answered 403 origin_missing: ' +
      'The request does not say which site it comes from. ' +
      'Read more in docs/errors.md#origin_missing of the package asap-guard. ' +
      'Each kind of mistake is said once; NODE_DEBUG=asap-guard prints every refusal.',
  ])
})

test('from the second warning to the nineteenth, nothing is said of the others', async () => {
  const refusals = Array.from({ length: 19 }, (_, index) => ['token_claims', 'x'.repeat(index + 1)] as const)
  const [, second = '', ...others] = await warningsOf(...refusals)
  expect(second).toMatch(/ of the package asap-guard\.$/)
  expect(others.at(-1)).toMatch(/ of the package asap-guard\.$/)
})

describe('a refused token', () => {
  const refused = async (options: object, token: string, headers: object = {}) => {
    const desk = await newcomersDesk(options)
    await desk.send({ headers: fromSite({ Authorization: `Bearer ${token}`, ...headers }) })
    const [warning] = await desk.seen()
    return warning
  }

  test('is told as a diagnosis tells it, with what was found and the fix', async () => {
    expect(await refused({ issuer: 'help-desk' }, createJwt({ iss: 'another' }))).toContain(
      'answered 401 token_issuer: The option `issuer` accepts "help-desk", and iss is "another". Write into',
    )
  })

  test('of an app that does not say so is told as a diagnosis tells it', async () => {
    const WEB_VIEW = 'capacitor://localhost'
    const apps = { claim: 'app', equals: true, origins: [WEB_VIEW] }
    expect(await refused({ apps }, createJwt(), { Origin: WEB_VIEW })).toContain(
      'answered 403 origin_not_whitelisted: The token does not carry the claim "app" of an app. Have the signer write',
    )
  })

  test('for a reason that a diagnosis does not look at is told as it is', async () => {
    expect(await refused({ isRevoked: () => true }, createJwt())).toContain(
      'answered 401 token_revoked: `isRevoked` answered true.',
    )
  })

  test('for keys that cannot be fetched is told as it is, and the keys are not asked for again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const server = await serverOf()
    server.break(down)
    const options = { secret: undefined, jwksUri: server.uri, issuer: null, audience: null }
    expect(await refused(options, signer('a').token())).toContain(
      `answered 503 keys_unavailable: ${server.uri} answers 500 instead of 200`,
    )
    expect(server.fetches).toBe(1)
  })
})
