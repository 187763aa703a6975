import { describe, expect, test } from 'vitest'
import { secretVariants } from '../../src/keys/secret-variants.js'

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

test('bytes that are no text are kept as they are', () => {
  const secret = Buffer.from([0xff, 0xfe, 0x00, 0x80])
  const wrapped = secretVariants(secret).find(({ says }) => says.includes('a line end behind it'))
  expect(wrapped?.bytes).toEqual(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]))
})
