import { expect, test } from 'vitest'
import { issuerNearMiss } from '../../src/token/issuer-near-miss.js'

const ISSUER = 'https://id.example.com'

test.each([
  ['https://ID.example.com', 'letter case'],
  ['http://id.example.com', 'http for https'],
  ['https://id.example.com/', 'a slash at the end'],
  ['http://id.example.COM/', 'letter case and http for https and a slash at the end'],
])('%s', (issuer, differences) => {
  const says = `iss is the accepted issuer "${ISSUER}" but for ${differences}: the two must be equal`
  expect(issuerNearMiss(issuer, ['https://other.example', ISSUER])).toBe(says)
})

test.each([
  ['https://evil.example', ISSUER],
  [ISSUER, ISSUER],
  ['https://id.example.com//', ISSUER],
  ['http:https://id.example.com', 'http:http://id.example.com'],
  ['https://id.example.com/a', 'https://id.example.coma'],
])('%s is not nearly %s', (issuer, accepted) => {
  expect(issuerNearMiss(issuer, [accepted])).toBeUndefined()
})
