import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createKeySet } from '../../../src/keys/jwks/key-set.js'
import { checkMembers } from '../../../src/keys/jwks/members.js'
import { unreadOf } from '../../../src/keys/jwks/signing-keys.js'
import { type JwksKey, usableKeys } from '../../../src/keys/jwks/usable-keys.js'
import { growth, LINEAR } from '../../support/growth.js'

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
const jwk = publicKey.export({ format: 'jwk' })

/** As many keys as are asked for, each with a text of its own. */
const keysOf = (count: number, kid?: string): JwksKey[] =>
  Array.from({ length: count }, (_, i) => ({
    key: publicKey,
    kid: kid && `${kid}-${i}`,
    algorithms: ['ES256'],
    pem: `${i}`,
  }))

describe('takes time in proportion to the number of members:', () => {
  test.each([undefined, 'named'])('a set that replaces another, kid %s', (kid) => {
    const sets = new Map([64, 1024].map((count) => [count, keysOf(count, kid)]))
    const previous = new Map([...sets].map(([count, keys]) => [count, createKeySet(keys)]))
    expect(
      growth((length) => createKeySet(sets.get(length) as JwksKey[], previous.get(length)), 64),
    ).toBeLessThan(LINEAR)
  })

  test('members without a kid', () => {
    const keys = Array(1024).fill({ alg: 'ES256', getPublicKey: () => pem })
    expect(growth((length) => usableKeys(keys.slice(0, length), ['ES256']), 64)).toBeLessThan(LINEAR)
  })

  test('members of one kid', () => {
    const keys = Array(1024).fill({ kid: 'a', alg: 'ES256', getPublicKey: () => pem })
    expect(growth((length) => usableKeys(keys.slice(0, length), ['ES256']), 64)).toBeLessThan(LINEAR)
  })

  test('members that are checked, and of which some are not read', () => {
    const members = Array(16 * 1024).fill(jwk)
    expect(
      growth((length) => {
        const { jwks } = checkMembers(members.slice(0, length))
        return unreadOf(jwks, [{ getPublicKey: () => pem }])
      }),
    ).toBeLessThan(LINEAR)
  })
})
