import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type AsapDiagnosis, asapGuard } from 'asap-guard'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { type JwksServer, jwksServer } from '../support/jwks-server.js'
import { AUDIENCE, ISSUER, signer } from '../support/signer.js'

const [listed, other] = [signer('production-1'), signer('staging-1')]
const SITE = 'https://help.example.com'

let server: JwksServer
beforeEach(async () => {
  server = await jwksServer([listed.jwk])
})
afterEach(() => server.stop())

const guardOf = (jwksUri: string) =>
  asapGuard({ domains: ['help.example.com'], jwksUri, issuer: ISSUER, audience: AUDIENCE })

const saysOf = ({ steps }: AsapDiagnosis, check: string) => steps.find((step) => step.check === check)?.says

test('a token of a listed key passes, and the set is fetched once', async () => {
  const guard = guardOf(server.uri)
  for (let time = 0; time < 3; time++)
    expect(await guard.diagnose({ token: listed.token(), origin: SITE })).toMatchObject({ allowed: true })
  expect(server.fetches).toBe(1)
})

test('a kid of another environment is named beside those of the set, and fetches once a cooldown', async () => {
  const guard = guardOf(server.uri)
  await guard.ready()
  for (let time = 0; time < 3; time++) {
    const diagnosis = await guard.diagnose({ token: other.token(), origin: SITE })
    expect(diagnosis.code).toBe('token_key_unknown')
    expect(saysOf(diagnosis, 'key')).toMatch(/"staging-1".*"production-1".*environment/)
  }
  expect(server.fetches).toBe(1)
})

test('a kid that is asked of a set without names is said to be of another environment', async () => {
  server.publish([{ ...listed.jwk, kid: undefined }])
  const diagnosis = await guardOf(server.uri).diagnose({ token: other.token(), origin: SITE })
  expect(saysOf(diagnosis, 'key')).toContain(
    'The token names the key "staging-1", and none of the keys of the guard has a name: it was probably',
  )
})

test('a kid of a key for another algorithm is not said to be of another environment', async () => {
  const { token } = signer('production-1', 'RS256')
  server.publish([listed.jwk, signer('rsa', 'RS256').jwk])
  expect(saysOf(await guardOf(server.uri).diagnose({ token: token(), origin: SITE }), 'key')).toBe(
    'the key that this token names serves ES256.',
  )
})

test('a kid that is too much is named', async () => {
  server.publish([{ ...listed.jwk, kid: undefined }, other.jwk])
  const diagnosis = await guardOf(server.uri).diagnose({ token: listed.token(), origin: SITE })
  expect(saysOf(diagnosis, 'key')).toMatch(
    /but the token names the key "production-1": have the signer write no kid\.$/,
  )
})

test('a set that cannot be fetched is an outage, and the claims are judged all the same', async () => {
  vi.stubEnv('HTTPS_PROXY', undefined)
  vi.stubEnv('https_proxy', undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  const guard = guardOf(server.uri)
  await server.stop()
  const diagnosis = await guard.diagnose({
    token: listed.token({ iss: `${ISSUER}/` }, { kid: undefined }),
    origin: SITE,
  })
  expect(diagnosis.code).toBe('keys_unavailable')
  expect(saysOf(diagnosis, 'key')).toMatch(new RegExp(`^${server.uri} cannot be reached: [^.]*\\.$`))
  expect(saysOf(diagnosis, 'issuer')).toMatch(/slash/)
  expect(diagnosis.steps.some(({ check }) => check === 'signature')).toBe(false)
})

test('a token of an algorithm that no key serves fetches nothing', async () => {
  const token = createJwt()
  await guardOf(server.uri).diagnose({ token, origin: SITE })
  expect(server.fetches).toBe(0)
})

test('the refresh is published as that of a request, and no decision is', async () => {
  const [keys, decisions] = [vi.fn(), vi.fn()]
  subscribe('asap-guard:keys', keys)
  subscribe('asap-guard:decision', decisions)
  onTestFinished(() => {
    unsubscribe('asap-guard:keys', keys)
    unsubscribe('asap-guard:decision', decisions)
  })
  await guardOf(server.uri).diagnose({ token: listed.token(), origin: SITE })
  expect(keys).toHaveBeenCalledTimes(1)
  expect(decisions).not.toHaveBeenCalled()
})
