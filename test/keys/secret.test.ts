import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readSecret } from '../../src/keys/secret.js'
import { selfSigned } from '../support/certificate.js'

const SECRET = 'correct horse battery staple, and more of it than anybody needs.'
const of = (length: number) => SECRET.slice(0, length)

describe('is accepted, for the algorithms that it is long enough for', () => {
  test.each<[string, unknown, string[]]>([
    ['32 bytes', of(32), ['HS256']],
    ['47 bytes', of(47), ['HS256']],
    ['48 bytes', of(48), ['HS256', 'HS384']],
    ['64 bytes', of(64), ['HS256', 'HS384', 'HS512']],
    ['16 letters of two bytes', 'ä'.repeat(16), ['HS256']],
    ['a Buffer', Buffer.from(of(32)), ['HS256']],
    ['a Uint8Array', new TextEncoder().encode(of(32)), ['HS256']],
    ['bytes that are no text', Buffer.alloc(32, 0xff), ['HS256']],
    ['JSON that is no key', JSON.stringify({ secret: of(40) }), ['HS256', 'HS384']],
    ['white space, quotes and line ends inside', `a "'\r\n\ufeff${of(32)}`, ['HS256']],
    ['a quote at one end', `"${of(32)}`, ['HS256']],
    ['quotes of two kinds', `"${of(32)}'`, ['HS256']],
    ['a Buffer with white space around it', Buffer.from(` ${of(31)} `), ['HS256']],
    ['a Buffer with a line end', Buffer.from(`${of(32)}\n`), ['HS256']],
    ['a Buffer in quotes', Buffer.from(`"${of(32)}"`), ['HS256']],
    ['a digit in front that DER starts with', `0${of(32)}`, ['HS256']],
  ])('%s', (_, input, algorithms) => {
    expect(readSecret(input)).toMatchObject({ kid: undefined, algorithms, key: { type: 'secret' } })
  })

  test('with a name', () => {
    expect(readSecret({ kid: 'new', secret: of(32) })).toMatchObject({ kid: 'new', algorithms: ['HS256'] })
  })

  test('byte for byte', () => {
    for (const bytes of [Buffer.from(` ${of(32)}\n`), Buffer.from(`a "\r\n ${of(32)}`)]) {
      const key = readSecret(bytes)
      expect('key' in key && key.key.export()).toEqual(bytes)
    }
  })

  test('as it was when it was read', () => {
    const bytes = Buffer.from(of(32))
    const key = readSecret(bytes)
    bytes.fill(0)
    expect('key' in key && key.key.export().toString()).toBe(of(32))
  })
})

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
const { cert } = selfSigned('an issuer')
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

const privateJwk = JSON.stringify(privateKey.export({ format: 'jwk' }))
const privatePem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const sharedJwk = JSON.stringify({ kty: 'oct', k: base64(of(32)) })

/** What files and environment variables put around a secret. */
const AROUND: readonly (readonly [string, unknown, string])[] = [
  ['a line end', `${of(32)}\n`, 'ends with a line end: take that away, or give Buffer.from(secret)'],
  ['CRLF', `${of(32)}\r\n`, 'ends with a line end'],
  ['a line end in front', `\n${of(32)}`, 'has white space around it'],
  ['a space', `${of(32)} `, 'has white space around it'],
  ['a space in front', ` ${of(32)}`, 'has white space around it'],
  ['a tab', `${of(32)}\t`, 'has white space around it'],
  ['a no-break space', `${of(32)}\u00a0`, 'has white space around it'],
  ['a zero-width space', `\u200b${of(32)}`, 'has white space around it'],
  ['a byte order mark', `\ufeff${of(32)}`, 'starts with a byte order mark'],
  ['double quotes', `"${of(32)}"`, 'is in quotes'],
  ['single quotes', `'${of(32)}'`, 'is in quotes'],
  ['typographic quotes', `“${of(32)}”`, 'is in quotes'],
  ['a name and a line end', { kid: 'new', secret: `${of(32)}\n` }, 'ends with a line end'],
]

const PRIVATE_TEXTS: readonly (readonly [string, unknown])[] = [
  ['a private PEM', privatePem],
  ['a private PEM as bytes', Buffer.from(privatePem)],
  ['a private PEM in base64', base64(privatePem)],
  ['a private PEM of PKCS #1', privateKey.export({ format: 'pem', type: 'pkcs1' })],
  ['a private JWK', privateJwk],
  ['a private JWK in JSON, twice', JSON.stringify(privateJwk)],
  ['a private key set', `{"keys":[${privateJwk}]}`],
]

const KEY_TEXTS: readonly (readonly [string, unknown])[] = [
  ['a PEM', pem],
  ['a PEM as bytes', Buffer.from(pem)],
  ['a PEM behind white space', `\n  ${pem}`],
  ['a PEM with escaped line breaks', pem.replaceAll('\n', String.raw`\n`)],
  ['a PEM in base64', base64(pem)],
  ['a PEM in base64url', Buffer.from(pem).toString('base64url')],
  ['a PEM of PKCS #1', publicKey.export({ format: 'pem', type: 'pkcs1' })],
  ['a certificate', cert],
  ['a certificate in base64', base64(cert)],
  ['a JWK', jwk],
  ['a JWK as bytes', Buffer.from(jwk)],
  ['a JWK in base64', base64(jwk)],
  ['a JWK behind white space', `\t${jwk}`],
  ['a JWK in JSON, twice', JSON.stringify(jwk)],
  ['a key set', `{"keys":[${jwk}]}`],
  ['the DER of a public key', publicKey.export({ format: 'der', type: 'spki' })],
  ['the DER in base64, the inside of a PEM', base64(publicKey.export({ format: 'der', type: 'spki' }))],
  ['the inside of a certificate', cert.split('\n').slice(1, -2).join('')],
  ['an SSH key', `ssh-rsa ${'AAAAB3NzaC1yc2E'.repeat(5)}`],
]

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['nothing', undefined, 'is the environment variable set?'],
  ['null', null, 'is the environment variable set?'],
  ['a number', 12_345, 'must be a string, a Buffer, or { kid, secret }'],
  ['an object', { secret: of(32) }, 'must be a string, a Buffer, or { kid, secret }'],
  ['an empty text', '', 'is blank'],
  ['white space', ' '.repeat(64), 'is blank'],
  ['an empty Buffer', Buffer.alloc(0), 'is blank'],
  ['31 bytes', of(31), 'is shorter than 32 bytes'],
  ['a name without a secret', { kid: 'new', secret: undefined }, 'is the environment variable set?'],
  ['a name that is no text', { kid: 1, secret: of(32) }, 'needs a `kid` that is a text'],
  ['an empty name', { kid: '', secret: of(32) }, 'needs a `kid` that is a text'],
  [
    'a shared secret as a JWK',
    sharedJwk,
    'is the JWK of a shared secret: give Buffer.from(jwk.k, "base64url")',
  ],
  ['a shared secret as a JWK in base64', base64(sharedJwk), 'is the JWK of a shared secret'],
  ...AROUND,
  ...PRIVATE_TEXTS.map(
    ([name, input]) => [name, input, 'is a private key: keep it with the signer'] as const,
  ),
  ...KEY_TEXTS.map(([name, input]) => [name, input, 'is the text of a key or certificate'] as const),
]

describe('is refused with the reason', () => {
  test.each(REFUSED)('%s', (_, input, reason) => {
    expect(readSecret(input)).toEqual({ problem: expect.stringContaining(reason) })
  })
})

test('no reason holds anything of a secret', () => {
  const reasons = REFUSED.map(([, input]) => JSON.stringify(readSecret(input))).join('\n')
  for (const text of [
    of(31),
    pem.slice(40, 60),
    '12345',
    cert.slice(40, 60),
    jwk.slice(20, 40),
    base64(of(32)),
  ]) {
    expect(reasons).not.toContain(text)
  }
})
