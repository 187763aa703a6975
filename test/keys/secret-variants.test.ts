import { describe, expect, test } from 'vitest'
import { secretVariants } from '../../src/keys/secret-variants.js'
import { growth, LINEAR } from '../support/growth.js'

const SECRET = Buffer.from('a shared secret of 32 bytes or more')

test('no variant is the secret itself or empty, and each says what to do', () => {
  for (const { bytes, says } of secretVariants(SECRET)) {
    expect(bytes.equals(SECRET)).toBe(false)
    expect(bytes.length).toBeGreaterThan(0)
    expect(says).toMatch(/: (?:give|take|use) .*\.$/)
    expect(says).not.toContain(SECRET.toString())
  }
})

describe('a secret is decoded only from what it is written in', () => {
  const says = (text: string) =>
    secretVariants(Buffer.from(text))
      .map((variant) => variant.says)
      .join('\n')

  test.each([
    ['hex', 'ab'.repeat(20), 'from hex'],
    ['base64', `${'ab/+'.repeat(10)}==`, 'from base64,'],
    ['base64url', 'ab_-'.repeat(10), 'from base64url,'],
  ])('%s', (_name, text, said) => {
    expect(says(text)).toContain(said)
  })

  test('plain text', () => {
    expect(says('a secret, with spaces and a comma')).not.toContain('decodes')
  })

  test.each(['abc', 'abxy', 'abxyab', 'abc-'])('%j is no hex', (text) => {
    expect(says(text)).not.toContain('hex, and the guard')
  })

  test('with the line to write', () => {
    expect(says('ab'.repeat(20))).toContain(
      'The signer decodes the secret from hex, and the guard takes it as text: give ' +
        'Buffer.from(secret, "hex") to the guard.',
    )
  })
})

test.each([
  [
    'white space and quotes around it',
    ' "the secret of both"\n',
    'the secret of both',
    /around it, which the secret/,
  ],
  [
    'a byte order mark before it',
    '\ufeffthe secret of both',
    'the secret of both',
    /around it, which the secret/,
  ],
  [
    'percent signs in it',
    'the%20secret%2Bof both',
    'the secret+of both',
    /^The secret of the guard is URL-encoded/,
  ],
])('a secret with %s is tried without', (_name, text, bare, says) => {
  const variant = secretVariants(Buffer.from(text)).find(({ bytes }) => bytes.toString() === bare)
  expect(variant?.says).toMatch(says)
})

test('a secret with nothing around it is not said to have', () => {
  expect(secretVariants(SECRET).filter(({ says }) => says.includes('around it, which the secret'))).toEqual(
    [],
  )
})

test('a secret of nothing but quotes has no empty variant', () => {
  for (const { bytes } of secretVariants(Buffer.from('"  "'))) expect(bytes.length).toBeGreaterThan(0)
})

test('a secret with letters beyond ASCII may be signed with in Latin-1', () => {
  const inLatin1 = (text: string) =>
    secretVariants(Buffer.from(text)).filter(({ says }) => says.includes('Latin-1'))
  expect(inLatin1('s\u00fc\u00df').map(({ bytes }) => bytes)).toEqual([Buffer.from([0x73, 0xfc, 0xdf])])
  expect(inLatin1('ASCII, up to \x7f')).toEqual([])
})

test.each([
  ['percent signs', 's\u00fc%41', 's\u00fcA', 'is URL-encoded'],
  ['a line end', 's\u00fc\n', 's\u00fc', 'around it, which the secret'],
])('letters beyond ASCII beside %s are kept', (_name, text, bare, said) => {
  const variant = secretVariants(Buffer.from(text)).find(({ says }) => says.includes(said))
  expect(variant?.bytes.toString()).toBe(bare)
})

test('bytes that are no text are kept as they are', () => {
  const secret = Buffer.from([0xff, 0xfe, 0x00, 0x80])
  const wrapped = secretVariants(secret).find(({ says }) => says.includes('a line end behind it'))
  expect(wrapped?.bytes).toEqual(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]))
})

test('a byte order mark, quotes and white space within a secret belong to it', () => {
  const says = secretVariants(Buffer.from('a\ufeffb "c')).map((variant) => variant.says)
  expect(says.join()).not.toContain('around it, which the secret')
})

test.each([
  ['a line end behind it', 'secret\n'],
  ['a line end (CR LF) behind it', 'secret\r\n'],
  ['a carriage return behind it', 'secret\r'],
  ['a space behind it', 'secret '],
  ['a space before it', ' secret'],
  ['a backslash and an "n" behind it', 'secret\\n'],
  ['double quotes around it', '"secret"'],
  ['single quotes around it', "'secret'"],
  ['a line end and double quotes around it', '"secret"\n'],
  ['a byte order mark before it', '\ufeffsecret'],
])('the signer may have %s', (name, signing) => {
  const variants = secretVariants(Buffer.from('secret')).filter(({ bytes }) => bytes.toString() === signing)
  expect(variants.map(({ says }) => says)).toEqual([
    `The secret of the signer has ${name}: take that away where the signer reads it.`,
  ])
})

test('a secret of spaces between two letters is read in linear time', () => {
  const secretOf = (length: number) => Buffer.from(`a${' '.repeat(length)}b`)
  expect(growth((length) => secretVariants(secretOf(length)), 2048)).toBeLessThan(LINEAR)
})
