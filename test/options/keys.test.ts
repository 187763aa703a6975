import { describe, expect, test } from 'vitest'
import { readOptions } from '../../src/options/read-options.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { DOMAINS, GOOD, OTHER_SECRET, problemsOf, SECRET, testAccepted, testRefused } from './rows.js'

const { verify: rsa } = PUBLIC_KEYS.RSA
const pem = rsa.export({ format: 'pem', type: 'spki' }).toString()
const URI = 'https://id.example/jwks'

describe('which keys', () => {
  testRefused(
    {
      'no key option': [{}, [], /exactly one of `secret`, `publicKey` and `jwksUri`/],
      'a secret and a public key': [{ secret: SECRET, publicKey: pem }, ['publicKey'], /exactly one/],
      'a public key and an address': [
        { publicKey: pem, jwksUri: URI, issuer: 'a', audience: 'b' },
        ['jwksUri'],
        /exactly one/,
      ],
      'a secret whose variable is not set': [{ secret: undefined }, ['secret'], /environment variable/],
      'a public key whose variable is not set': [
        { publicKey: undefined },
        ['publicKey'],
        /environment variable/,
      ],
      'an address whose variable is not set': [
        { jwksUri: undefined, issuer: 'a' },
        ['jwksUri'],
        /environment variable/,
      ],
      'how to keep keys, without an address': [
        { secret: SECRET, jwks: { maxAge: 60 } },
        ['jwks'],
        /goes with `jwksUri` alone/,
      ],

      'a secret that is a function, as in express-jwt': [
        { secret: () => SECRET },
        ['secret'],
        /is a function.*`jwksUri`.*`tenant`/,
      ],
      'a public key that is a function': [{ publicKey: async () => pem }, ['publicKey'], /is a function/],
    },
    DOMAINS,
  )
})

describe('algorithms', () => {
  testRefused(
    {
      'as text': [{ secret: SECRET, algorithms: 'HS256' }, ['algorithms'], /must be a list/],
      none: [{ secret: SECRET, algorithms: [] }, ['algorithms'], /must name an algorithm/],
      'the algorithm "none"': [
        { secret: SECRET, algorithms: ['none'] },
        ['algorithms', 0],
        /"none" must be one of HS256, HS384, .*, PS512/,
      ],
      'in lower case': [
        { secret: SECRET, algorithms: ['HS256', 'hs256'] },
        ['algorithms', 1],
        /must be one of/,
        'HS256',
      ],
      'with a hyphen': [{ secret: SECRET, algorithms: ['HS-384'] }, ['algorithms', 0], /"HS-384"/, 'HS384'],
      'a hole': [{ secret: SECRET, algorithms: Array(1) }, ['algorithms', 0], /must be a text/],
    },
    DOMAINS,
  )
  testAccepted(
    {
      'one that fits': { secret: SECRET, algorithms: ['HS256'] },
      'not set': { secret: SECRET, algorithms: undefined },
    },
    DOMAINS,
  )
})

test('each key is known by its place among the options', () => {
  const placesOf = (options: object) =>
    readOptions({ ...DOMAINS, ...options })
      .keys.atHand()
      .map(({ place }) => place)
  expect(placesOf({ secret: SECRET })).toEqual(['secret'])
  expect(placesOf({ secret: [SECRET, OTHER_SECRET] })).toEqual(['secret[0]', 'secret[1]'])
  expect(placesOf({ publicKey: [pem] })).toEqual(['publicKey[0]'])
})

test('what does not fit `algorithms` is told with what would', () => {
  expect(problemsOf({ ...GOOD, algorithms: ['RS256'] })).toEqual([
    { path: ['algorithms'], message: 'RS256 does not go with `secret`: use HS256, HS384, HS512' },
  ])
  expect(problemsOf({ ...GOOD, algorithms: ['HS512'] })).toEqual([
    { path: ['secret'], message: 'fits none of `algorithms`: it can serve HS256' },
  ])
  expect(problemsOf({ ...DOMAINS, publicKey: pem, algorithms: ['ES256'] })).toEqual([
    {
      path: ['publicKey'],
      message: 'fits none of `algorithms`: it can serve RS256, RS384, RS512, PS256, PS384, PS512',
    },
  ])
})
