import { expect, test } from 'vitest'
import { readLoosely } from '../../src/token/loose-token.js'
import { encoded } from '../support/jws.js'

const HEADER = { alg: 'none' }
const CLAIMS = { sub: 'ada' }

test.each<[name: string, token: string, header: unknown, payload: unknown]>([
  ['a whole token', `${encoded(HEADER)}.${encoded(CLAIMS)}.`, HEADER, CLAIMS],
  ['a token that was cut off', `${encoded(HEADER)}.${encoded(CLAIMS)}`, HEADER, undefined],
  ['a token with a part too many', `${encoded(HEADER)}.${encoded(CLAIMS)}..`, HEADER, undefined],
  ['a header that is no JSON', `x.${encoded(CLAIMS)}.x`, undefined, CLAIMS],
  [
    'a header that is a list, a payload that is null',
    `${encoded([])}.${encoded('null')}.x`,
    undefined,
    undefined,
  ],
  ['a payload that is a number', `${encoded(HEADER)}.${encoded('1')}.x`, HEADER, undefined],
  ['nothing', '', undefined, undefined],
])('%s', (_name, token, header, payload) => {
  expect(readLoosely(token)).toEqual({ parts: token.split('.'), header, payload })
})

test('of a token that is longer than any that is accepted, nothing is read', () => {
  const long = (length: number) => `${encoded(HEADER)}.${encoded(CLAIMS)}.`.padEnd(length, 'A')
  expect(readLoosely(long(16_384)).payload).toEqual(CLAIMS)
  expect(readLoosely(long(16_385))).toEqual({ parts: [], header: undefined, payload: undefined })
})
