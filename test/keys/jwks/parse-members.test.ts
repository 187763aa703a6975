import { describe, expect, test } from 'vitest'
import { parseMembers } from '../../../src/keys/jwks/parse-members.js'

const parse = (document: unknown) => parseMembers(Buffer.from(JSON.stringify(document)))
const members = (count: number, member: unknown = {}) => ({ keys: Array(count).fill(member) })

test('100 members are read', () => {
  expect(parse(members(100))).toHaveLength(100)
})

describe('is refused, whatever the members are:', () => {
  test.each<[string, object]>([
    ['one member more', members(101)],
    [
      '1,900 EC members in 241 KB',
      members(1900, { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) }),
    ],
    ['87,000 empty members', members(87_000)],
  ])('%s', (_, document) => {
    expect(() => parse(document)).toThrow(/^lists \d+ keys, and 100 at most are read/)
  })
})

describe('is refused with the address to use: a discovery document', () => {
  test.each<[string, object]>([
    ['of OpenID Connect', { issuer: 'https://id.example', jwks_uri: 'https://id.example/keys' }],
    ['with something else in "keys"', { keys: null, jwks_uri: 'https://id.example/keys' }],
  ])('%s', (_, document) => {
    expect(() => parse(document)).toThrow(
      'answers with a discovery document: use its jwks_uri, "https://id.example/keys"',
    )
  })

  test('whose address is long and garbled, escaped and cut', () => {
    const address = `\u001b[2J${'x'.repeat(100_000)}`
    expect(() => parse({ jwks_uri: address })).toThrow(/jwks_uri, "\\u001b\[2Jx{1,200}…"$/)
  })
})

test('a set that also has a "jwks_uri" is a set', () => {
  expect(parse({ jwks_uri: 'https://id.example/keys', keys: [{}] })).toEqual([{}])
})
