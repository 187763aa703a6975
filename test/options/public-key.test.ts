import { describe, expect, test } from 'vitest'
import { PUBLIC_KEYS, UNUSABLE_KEYS } from '../support/keys.js'
import { DOMAINS, problemsOf, SECRET, testRefused } from './rows.js'

const { verify: rsa, sign: rsaPrivate } = PUBLIC_KEYS.RSA
const { verify: p256 } = PUBLIC_KEYS['P-256']
const pem = rsa.export({ format: 'pem', type: 'spki' }).toString()
const jwk = rsa.export({ format: 'jwk' })

describe('publicKey', () => {
  testRefused(
    {
      'PEM of nothing': [{ publicKey: 'nothing' }, ['publicKey'], /no PEM public key.*line breaks/],
      'PEM in one line': [{ publicKey: pem.replaceAll('\n', ' ') }, ['publicKey'], /line breaks intact/],
      'PEM with escaped line breaks': [
        { publicKey: pem.replaceAll('\n', '\\n') },
        ['publicKey'],
        /pem\.replaceAll\("\\\\n", "\\n"\)/,
      ],
      'PEM as a Buffer': [{ publicKey: Buffer.from(pem) }, ['publicKey'], /is a Buffer.*"utf8"/],
      'JWK as text': [{ publicKey: JSON.stringify(jwk) }, ['publicKey'], /JSON\.parse/],
      'a JWK Set': [{ publicKey: { keys: [jwk] } }, ['publicKey'], /list in its "keys"/],
      'a private PEM': [
        { publicKey: rsaPrivate.export({ format: 'pem', type: 'pkcs8' }) },
        ['publicKey'],
        /private key/,
      ],
      'a private JWK': [{ publicKey: rsaPrivate.export({ format: 'jwk' }) }, ['publicKey'], /private key/],
      'a private KeyObject': [
        { publicKey: rsaPrivate },
        ['publicKey'],
        /is a private key: give a public one/,
      ],
      'a shared secret as JWK': [{ publicKey: { kty: 'oct', k: 'AAAA' } }, ['publicKey'], /go into `secret`/],
      'a JWK for encryption': [{ publicKey: { ...jwk, use: 'enc' } }, ['publicKey'], /not for signatures/],
      'a JWK of another algorithm': [
        { publicKey: { ...jwk, alg: 'ES256' } },
        ['publicKey'],
        /does not fit its type/,
      ],
      'a JWK of none': [{ publicKey: { ...jwk, alg: 'none' } }, ['publicKey'], /not supported/],
      'a JWK of HS256': [{ publicKey: { ...jwk, alg: 'HS256' } }, ['publicKey'], /does not fit its type/],
      'a JWK without its numbers': [{ publicKey: { kty: 'RSA' } }, ['publicKey'], /no JWK of an RSA or EC/],
      'no keys': [{ publicKey: [] }, ['publicKey'], /at least one/],
      'a repeated kid': [
        {
          publicKey: [
            { ...jwk, kid: 'a' },
            { ...jwk, kid: 'a' },
          ],
        },
        ['publicKey', 1],
        /repeats a kid/,
      ],
      'HMAC with a public key': [
        { publicKey: pem, algorithms: ['HS256'] },
        ['algorithms'],
        /HS256 does not go with `publicKey`/,
      ],
      'RSA with a secret': [
        { secret: SECRET, algorithms: ['RS256'] },
        ['algorithms'],
        /RS256 does not go with `secret`/,
      ],
      'both kinds at once': [
        { publicKey: pem, algorithms: ['RS256', 'HS256'] },
        ['algorithms'],
        /^HS256 does not go/,
      ],
      'an algorithm of another curve': [
        { publicKey: p256, algorithms: ['ES384'] },
        ['publicKey'],
        /fits none .*ES256$/,
      ],
      'an algorithm that its JWK excludes': [
        { publicKey: { ...jwk, alg: 'PS256' }, algorithms: ['RS256'] },
        ['publicKey'],
        /PS256$/,
      ],
    },
    DOMAINS,
  )

  test.each(Object.entries(UNUSABLE_KEYS))('%s is of no use', (_name, publicKey) => {
    for (const form of [publicKey, publicKey.export({ format: 'pem', type: 'spki' })]) {
      expect(problemsOf({ ...DOMAINS, publicKey: form })).toEqual([
        {
          path: ['publicKey'],
          message: expect.stringMatching(/is of no use here \(.+\): RSA from 2048 bits/),
        },
      ])
    }
  })
})
