import { describe, expect, test, vi } from 'vitest'
import type { KeySource, VerificationKey } from '../../../src/keys/key-source.js'
import { ES256, found, holdTheClocks, pass, readyKeys, serverOf } from '../../support/jwks-keys.js'
import type { JwksServer } from '../../support/jwks-server.js'
import { codeOf } from '../../support/refusal.js'
import { signer } from '../../support/signer.js'

const [first, second, rsa] = [signer('first'), signer('second'), signer('rsa', 'RS256')]

holdTheClocks()

describe('a refresh', () => {
  test('begins with the first request that finds the set `maxAge` old', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    pass(600)
    found(keys, 'first')
    await vi.waitFor(() => expect(server.fetches).toBe(2), { timeout: 20_000 })
  })

  test('keeps a key that stays the same object', async () => {
    const server = await serverOf(first.jwk, { ...rsa.jwk, kid: undefined })
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    const [nameless] = await keys.find({ alg: 'RS256', kid: undefined })
    server.publish([second.jwk, { ...rsa.jwk, kid: undefined }, { ...first.jwk, x5t: 'new' }])
    await refreshed(keys, server)
    found(keys, 'second')
    expect(found(keys, 'first')).toBe(key)
    expect(keys.holds(key)).toBe(true)
    expect(keys.holds(nameless as VerificationKey)).toBe(true)
  })

  test.each<[string, unknown[]]>([
    ['has left', [second.jwk]],
    ['has another kid', [{ ...first.jwk, kid: 'renamed' }]],
    ['is another one under its kid', [{ ...second.jwk, kid: 'first' }]],
    ['is for an algorithm that it cannot serve', [{ ...first.jwk, alg: 'ES384' }, second.jwk]],
    ['is no longer for signatures', [{ ...first.jwk, use: 'enc' }, second.jwk]],
    ['shares its kid with another', [first.jwk, { ...second.jwk, kid: 'first' }, second.jwk]],
  ])('lets go of a key that %s', async (_, members) => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.publish(members)
    await refreshed(keys, server)
    expect(keys.holds(key)).toBe(false)
  })

  test('lets go of a key that is for another algorithm now', async () => {
    const server = await serverOf(rsa.jwk)
    const keys = await readyKeys(server)
    const [key] = await keys.find({ alg: 'RS256', kid: 'rsa' })
    server.publish([{ ...rsa.jwk, alg: 'PS256' }])
    await refreshed(keys, server)
    expect(keys.holds(key as VerificationKey)).toBe(false)
    expect(keys.find({ alg: 'PS256', kid: 'rsa' })).toHaveLength(1)
  })

  test('that fails changes nothing', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.publish([{ ...first.jwk, use: 'enc' }])
    await refreshed(keys, server)
    expect(keys.holds(key)).toBe(true)
  })

  async function refreshed(keys: KeySource, server: JwksServer) {
    const before = server.fetches
    pass(601)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(server.fetches).toBe(before + 1)
  }

  test('of one key set is nothing to another', async () => {
    const server = await serverOf(first.jwk)
    const [one, other] = [await readyKeys(server), await readyKeys(server)]
    expect(other.holds(found(one, 'first'))).toBe(false)
  })
})
