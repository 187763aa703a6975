import { expect, test } from 'vitest'
import type { JwksSettings } from '../../../src/keys/jwks/key-set-refresher.js'
import { sharedKeySets } from '../../../src/keys/jwks/shared-key-sets.js'

const SETTINGS: JwksSettings = {
  uri: 'https://id.example.com/jwks',
  algorithms: ['ES256'],
  maxAge: 600,
  staleFor: 3600,
  cooldown: 30,
  timeout: 5,
}

test('tenants with the same settings share a key set', () => {
  const keysFor = sharedKeySets(10)
  expect(keysFor({ ...SETTINGS })).toBe(keysFor({ ...SETTINGS }))
})

test.each<Partial<JwksSettings>>([
  { uri: 'https://id.example.com/other' },
  { insecureHttp: true },
  { algorithms: ['RS256'] },
  { maxAge: 601 },
  { staleFor: 3601 },
  { cooldown: 31 },
  { timeout: 6 },
])('those that differ in %j share none', (difference) => {
  const keysFor = sharedKeySets(10)
  expect(keysFor(SETTINGS)).not.toBe(keysFor({ ...SETTINGS, ...difference }))
})

test('the least recently used of too many is forgotten', () => {
  const keysFor = sharedKeySets(2)
  const [first, second] = ['first', 'second'].map((path) => ({
    ...SETTINGS,
    uri: `https://id.example/${path}`,
  }))
  const [ofFirst, ofSecond] = [keysFor(first as JwksSettings), keysFor(second as JwksSettings)]
  expect(keysFor(first as JwksSettings)).toBe(ofFirst)
  keysFor(SETTINGS)
  expect(keysFor(first as JwksSettings)).toBe(ofFirst)
  expect(keysFor(second as JwksSettings)).not.toBe(ofSecond)
})
