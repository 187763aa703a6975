import { describe, expect, test } from 'vitest'
import { PUBLIC_KEY_ALGORITHMS } from '../../../src/keys/algorithms.js'
import { readMembers } from '../../../src/keys/jwks/members.js'
import { badMembers } from '../../support/jwks-faults.js'
import { signer } from '../../support/signer.js'

const [good, other, rsa] = [signer('good'), signer('other'), signer('rsa', 'RS256')]
const read = (...members: unknown[]) => readMembers(members, PUBLIC_KEY_ALGORITHMS)
const kidsOf = (...members: unknown[]) => read(...members).keys.map(({ kid }) => kid)

describe('a bad member does not lose the others', () => {
  test.each(Object.entries(badMembers(good.jwk, other.privateJwk)))('%s', (_, bad) => {
    const { keys, skipped } = read(bad, good.jwk, bad)
    expect(keys.map(({ kid }) => kid)).toEqual(['good'])
    expect(skipped).toHaveLength(2)
  })
})

describe('a repeated kid', () => {
  const twin = { ...other.jwk, kid: 'good' }

  test('loses the keys that share it, whatever their order, and no others', () => {
    expect(kidsOf(good.jwk, rsa.jwk, twin)).toEqual(['rsa'])
    expect(kidsOf(twin, rsa.jwk, good.jwk)).toEqual(['rsa'])
    expect(read(good.jwk, twin, rsa.jwk).skipped).toEqual([
      { kid: 'good', reason: 'shares its "kid" with another key' },
      { kid: 'good', reason: 'shares its "kid" with another key' },
    ])
  })

  test('stays lost when a third key has it', () => {
    expect(kidsOf(good.jwk, twin, good.jwk)).toEqual([])
    expect(kidsOf(good.jwk, twin, twin)).toEqual([])
  })

  test('of one and the same key is one key, for all its algorithms', () => {
    const { keys, skipped } = read(rsa.jwk, { ...rsa.jwk, alg: 'PS256' }, good.jwk, good.jwk)
    expect(keys).toMatchObject([{ algorithms: ['RS256', 'PS256'] }, { algorithms: ['ES256'] }])
    expect(skipped).toEqual([])
  })

  test('with a key that is of no use anyway loses nothing', () => {
    expect(kidsOf(good.jwk, { ...twin, use: 'enc' })).toEqual(['good'])
  })
})

describe('the algorithms allowed', () => {
  test('narrow what each key serves', () => {
    const { keys, skipped } = readMembers([{ ...rsa.jwk, alg: undefined }, good.jwk], ['PS256', 'RS384'])
    expect(keys).toMatchObject([{ kid: 'rsa', algorithms: ['RS384', 'PS256'] }])
    expect(skipped).toEqual([{ kid: 'good', reason: 'fits none of PS256, RS384' }])
  })
})

test('no reason holds key material', () => {
  const bad = Object.values(badMembers(good.jwk, other.privateJwk))
  const text = JSON.stringify(read(...bad, good.jwk, { ...other.jwk, kid: 'good' }).skipped)
  for (const secret of [other.privateJwk.d, good.jwk.x, Buffer.alloc(32, 7).toString('base64url')]) {
    expect(text).not.toContain(secret)
  }
})
