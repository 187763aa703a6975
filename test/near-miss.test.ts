import { expect, test } from 'vitest'
import { nearMiss } from '../src/near-miss.js'

const OPTIONS = [
  'domains',
  'secret',
  'publicKey',
  'issuer',
  'audience',
  'maxLifetime',
  'clockTolerance',
  'cors',
  'onDeny',
]

test.each([
  ['domain', 'domains'],
  ['Domains', 'domains'],
  ['domians', 'domains'],
  ['secrets', 'secret'],
  ['publickey', 'publicKey'],
  ['public_key', 'publicKey'],
  ['issuers', 'issuer'],
  ['isuer', 'issuer'],
  ['audiences', 'audience'],
  ['max_lifetime', 'maxLifetime'],
  ['maxLifeTime', 'maxLifetime'],
  ['clockTolerence', 'clockTolerance'],
  ['clock-tolerance', 'clockTolerance'],
  ['CORS', 'cors'],
  ['ondeny', 'onDeny'],
  ['cors', 'cors'],
])('who wrote %s meant %s', (name, meant) => {
  expect(nearMiss(name, OPTIONS)).toBe(meant)
})

test.each(['', 'x', 'whitelist', 'credentials', '__proto__', 'constructor', '\n', 'allowedOrigins'])(
  '%j is near nothing',
  (name) => {
    expect(nearMiss(name, OPTIONS)).toBeUndefined()
  },
)

test('nothing is near where nothing is known', () => {
  expect(nearMiss('domains', [])).toBeUndefined()
})

test('a name of a megabyte is told from all others in no time', () => {
  const started = performance.now()
  expect(nearMiss('secret'.repeat(200_000), OPTIONS)).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(200)
})
