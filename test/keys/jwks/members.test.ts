import { describe, expect, test } from 'vitest'
import { checkMembers } from '../../../src/keys/jwks/members.js'
import { badMembers } from '../../support/jwks-faults.js'
import { signer } from '../../support/signer.js'

const [good, other] = [signer('good'), signer('other')]

/** Which of the bad members only cryptography can tell. */
const OF_GOOD_FORM = [
  'a weak RSA key',
  'an RSA key of an even exponent',
  'an RSA key of exponent 1',
  'a key on an unusable curve',
  'a point that is not on its curve',
  'a key for an algorithm of another type',
]

describe('plain JSON tells that a member is', () => {
  const bad = Object.entries(badMembers(good.jwk, other.privateJwk))

  test.each(bad.filter(([name]) => !OF_GOOD_FORM.includes(name)))('%s', (_, member) => {
    expect(checkMembers([member, good.jwk]).jwks).toEqual([good.jwk])
    expect(checkMembers([member, good.jwk]).skipped).toHaveLength(1)
  })
})

test('a member that is left out has its kid, where that is a text, and a reason', () => {
  expect(checkMembers([{ ...good.jwk, use: 'enc' }, { kid: 1 }, null]).skipped).toEqual([
    { kid: 'good', reason: 'is not for signatures ("use")' },
    { kid: undefined, reason: 'is no JWK of an RSA or EC public key' },
    { kid: undefined, reason: 'is no JSON object' },
  ])
})
