import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decodeToken } from '../../src/token/decode.js'
import { verifySignature } from '../../src/token/signature.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const SECRET = 'one secret that is known to both sides alone'

const signers = {
  HS256: [SECRET, { secret: SECRET }],
  ES256: [PUBLIC_KEYS['P-256'].sign, { publicKey: PUBLIC_KEYS['P-256'].verify }],
  ES512: [PUBLIC_KEYS['P-521'].sign, { publicKey: PUBLIC_KEYS['P-521'].verify }],
  RS256: [PUBLIC_KEYS.RSA.sign, { publicKey: PUBLIC_KEYS.RSA.verify }],
  PS256: [PUBLIC_KEYS.RSA.sign, { publicKey: PUBLIC_KEYS.RSA.verify }],
} as const

describe.each(Object.entries(signers))('%s', (alg, [key, options]) => {
  const verify = verifier(options)
  const token = jws(alg, key, { alg }, userClaims())
  const [header = '', payload = '', signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const signed = (other: Buffer) => `${header}.${payload}.${other.toString('base64url')}`
  const codeOf = (text: string) => refusal(() => verify(text)).code

  test('is accepted as it was signed', () => {
    expect(verify(token)).toMatchObject({ token })
  })

  test('any character changed is refused, each with a code of the token', () => {
    for (const [index, letter] of Array.from(token).entries()) {
      const other = letter === '.' ? '-' : ALPHABET[(ALPHABET.indexOf(letter) + 1) % 64]
      expect(codeOf(`${token.slice(0, index)}${other}${token.slice(index + 1)}`)).toMatch(
        /^token_(malformed|signature|algorithm)$/,
      )
    }
  })

  test('a signature of any other length is refused', () => {
    for (const length of [0, 1, 2, 3, 31, 63, 65, 66, 71, 72, 131, 133, 255, 257, 1000]) {
      if (length === bytes.length) continue
      const padded = Buffer.alloc(length)
      bytes.copy(padded)
      expect(codeOf(signed(padded)), `${length} bytes`).toBe('token_signature')
    }
  })

  test('a signature of zeros, of ones, or of twice itself is refused', () => {
    const { length } = bytes
    for (const forged of [
      Buffer.alloc(length),
      Buffer.alloc(length, 255),
      Buffer.alloc(length, 1),
      bytes.subarray(1),
    ]) {
      expect(codeOf(signed(forged))).toBe('token_signature')
    }
    expect(codeOf(signed(Buffer.concat([bytes, bytes])))).toBe('token_signature')
  })

  test('the signature of another token is refused', () => {
    const other = jws(alg, key, { alg }, userClaims({ sub: 'admin' })).split('.')
    expect(codeOf(`${header}.${other[1]}.${signature}`)).toBe('token_signature')
    expect(codeOf(`${header}.${payload}.${other[2]}`)).toBe('token_signature')
  })
})

test('a signature in DER, as openssl makes it, is not one of ES256', () => {
  const { sign: key, verify } = PUBLIC_KEYS['P-256']
  const text = jws('none', '', { alg: 'ES256' }, userClaims()).slice(0, -1)
  const token = `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  expect(refusal(() => verifier({ publicKey: verify })(token)).code).toBe('token_signature')
})

test('the cause of a refusal holds neither the token nor a key', () => {
  const token = jws('HS256', `${SECRET}, which is wrong`, { alg: 'HS256' }, userClaims({ sub: 'somebody' }))
  const { cause, detail, message, stack } = refusal(() => verifier({ secret: SECRET })(token))
  expect(cause).toBeInstanceOf(Error)
  const said = `${(cause as Error).stack} ${detail} ${message} ${stack}`
  for (const part of [...token.split('.'), SECRET, 'somebody']) expect(said).not.toContain(part)
})

describe('the detail of a refusal says what to compare', () => {
  const other = createPublicKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
  const named = (kid: string) => ({ ...other.export({ format: 'jwk' }), kid })
  const hmac = (header: object = {}) =>
    jws('HS256', `${SECRET}, another`, { alg: 'HS256', ...header }, userClaims())
  const rsa = (header: object = {}) =>
    jws('RS256', PUBLIC_KEYS.RSA.sign, { alg: 'RS256', ...header }, userClaims())

  test.each<[name: string, options: object, token: string, detail: RegExp]>([
    [
      'a secret',
      { secret: SECRET },
      hmac(),
      /^1 secret was tried.*; the token names no kid\. Is it the same text .* quotes around it\? .*base64\?$/,
    ],
    [
      'two secrets',
      { secret: [SECRET, `${SECRET}2`] },
      hmac({ kid: 'x' }),
      /^2 secrets were tried .*kid "x"\./,
    ],
    [
      'a secret with a name',
      { secret: { kid: 'a', secret: SECRET } },
      hmac({ kid: 'a' }),
      /^1 secret was tried \("a"\); the token names the kid "a"/,
    ],
    [
      'a public key',
      { publicKey: other },
      rsa(),
      /^1 public key was tried.*no kid\. Is it the public half of the key that the signer uses/,
    ],
    ['two public keys', { publicKey: [other, other] }, rsa(), /^2 public keys were tried/],
    [
      'a named public key',
      { publicKey: [named('a'), named('b')] },
      rsa({ kid: 'b' }),
      /^1 public key was tried \("b"\); the token names the kid "b"/,
    ],
    [
      'a kid with controls',
      { publicKey: other },
      rsa({ kid: 'a\n\u202e' }),
      /the token names the kid "a\\n\\u202e"\./,
    ],
    [
      'many public keys',
      { publicKey: Array.from({ length: 9 }, () => other) },
      rsa(),
      /^9 public keys were tried \(publicKey\[0\], .*publicKey\[4\]\);/,
    ],
  ])('%s', (_name, options, token, detail) => {
    expect(refusal(() => verifier(options)(token))).toMatchObject({
      code: 'token_signature',
      detail: expect.stringMatching(detail),
    })
  })
})

test('where no key was asked, the detail says that none was tried', () => {
  const token = decodeToken(jws('RS256', PUBLIC_KEYS.RSA.sign, { alg: 'RS256' }, userClaims()))
  expect(refusal(() => verifySignature(token, []))).toMatchObject({
    code: 'token_signature',
    detail: expect.stringMatching(/^0 public keys were tried; the token names no kid\./),
  })
})

test('a key of a key set that has no name is not listed', () => {
  const token = decodeToken(jws('RS256', PUBLIC_KEYS.RSA.sign, { alg: 'RS256' }, userClaims()))
  const { publicKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const unnamed = { key, kid: undefined, algorithms: ['RS256'] } as const
  expect(refusal(() => verifySignature(token, [unnamed])).detail).toMatch(/^1 public key was tried; /)
})
