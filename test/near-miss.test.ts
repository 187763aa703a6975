import { expect, test } from 'vitest'
import { didYouMean, nearMiss } from '../src/near-miss.js'
import { growth, LINEAR } from './support/growth.js'

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

test('the time for a long name does not grow faster than its length', () => {
  const run = (length: number) => void nearMiss('secret'.repeat(length), OPTIONS)
  expect(nearMiss('secret'.repeat(200_000), OPTIONS)).toBeUndefined()
  expect(growth(run)).toBeLessThan(LINEAR)
})

test.each([
  ['domains', ' (did you mean "domains"?)'],
  [undefined, ''],
])('a message about %s ends with a question or with nothing', (suggestion, end) => {
  expect(didYouMean(suggestion)).toBe(end)
})

test('a name may have two wrong letters, or a third of its own length, and none beyond forty letters', () => {
  expect(nearMiss('xxrs', ['cors'])).toBe('cors')
  expect(nearMiss('xxxs', ['cors'])).toBeUndefined()
  expect(nearMiss('xxxfetime', ['lifetimes'])).toBeUndefined()
  expect(nearMiss('xxxetimes', ['lifetimes'])).toBe('lifetimes')
  const long = 'a'.repeat(40)
  expect(nearMiss(long, [long])).toBe(long)
  expect(nearMiss(`${long}a`, [long])).toBeUndefined()
})

test('letters before the first one of the name count as well', () => {
  expect(nearMiss('abc', ['xyzabc'])).toBeUndefined()
})
