import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { complaintOf, guardWith } from '../support/diagnosing.js'
import { encoded, jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

describe('the secret as the signer has it', () => {
  const base64 = Buffer.from('a secret of thirty-six bytes, binary').toString('base64')
  const base64url = Buffer.alloc(36, 0xfb).toString('base64url')
  const hex = Buffer.alloc(36, 7).toString('hex')

  test.each([
    ['decoded from base64', base64, Buffer.from(base64, 'base64'), /decodes the secret from base64/],
    ['decoded from base64url', base64url, Buffer.from(base64url, 'base64url'), /from base64url/],
    ['decoded from hex', hex, Buffer.from(hex, 'hex'), /from hex/],
    ['as base64 text', Buffer.from(base64, 'base64'), base64, /secret in base64 as text/],
    ['as hex text', Buffer.from(hex, 'hex'), hex, /secret in hex as text/],
    [
      'as base64 text with a line end',
      Buffer.from(base64, 'base64'),
      `${base64}\n`,
      /secret in base64 as text/,
    ],
    ['with a line end', SECRET, `${SECRET}\n`, /line end behind it/],
    ['with CR LF', SECRET, `${SECRET}\r\n`, /CR LF/],
    ['with a space', SECRET, `${SECRET} `, /space behind/],
    ['in double quotes', SECRET, `"${SECRET}"`, /double quotes/],
    ['in single quotes', SECRET, `'${SECRET}'`, /single quotes/],
    ['with a byte order mark', SECRET, `\ufeff${SECRET}`, /byte order mark/],
    [
      'without the line end that the guard has',
      Buffer.from(`${SECRET}\n`),
      SECRET,
      /secret of the guard has a line end/,
    ],
    ['without the quotes that the guard has', Buffer.from(`"${SECRET}"`), SECRET, /quotes/],
    [
      'without the byte order mark that the guard has',
      Buffer.from(`\ufeff${SECRET}`),
      SECRET,
      /byte order mark/,
    ],
    [
      'decoded from base64, which ends with a line end here',
      Buffer.from(`${base64}\n`),
      Buffer.from(base64, 'base64'),
      /from base64/,
    ],
    [
      'not URL-encoded',
      'a%2Bsecret%2Fof%20thirty-two%20bytes%21',
      'a+secret/of thirty-two bytes!',
      /URL-encoded/,
    ],
    ['in Latin-1', `${SECRET} é`, Buffer.from(`${SECRET} é`, 'latin1'), /Latin-1/],
  ] as [string, string | Buffer, string | Buffer, RegExp][])('%s', async (_name, secret, signing, says) => {
    const diagnosis = await guardWith({ secret }).diagnose({ token: createJwt({ secret: signing }) })
    expect(diagnosis).toMatchObject({ allowed: false, code: 'token_signature' })
    expect(complaintOf(diagnosis, 'signature')).toMatch(says)
    expect(JSON.stringify(diagnosis)).not.toContain(secret.toString().trim())
    const guard = guardWith({ secret })
    await expect(
      guard.check(
        { headers: { origin: 'https://help.example.com' } },
        { token: createJwt({ secret: signing }) },
      ),
    ).rejects.toMatchObject({ code: 'token_signature' })
  })

  test('of several secrets the one is named', async () => {
    const secret = ['x'.repeat(40), SECRET]
    const diagnosis = await guardWith({ secret }).diagnose({ token: createJwt({ secret: `${SECRET}\n` }) })
    expect(complaintOf(diagnosis, 'signature')).toMatch(/^secret\[1\]: .*line end/)
  })

  test('another secret is not found, but said', async () => {
    const secret = [SECRET, `${SECRET} two`]
    const diagnosis = await guardWith({ secret }).diagnose({
      token: createJwt({ secret: 'staging'.repeat(8) }),
    })
    expect(complaintOf(diagnosis, 'signature')).toMatch(
      /None of your 2 keys made this signature.*environment/,
    )
  })
})

describe('the key', () => {
  const { RSA, 'P-256': p256 } = PUBLIC_KEYS
  const jwk = (kid: string) => ({ ...p256.verify.export({ format: 'jwk' }), kid })
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const otherJwk = { ...other.publicKey.export({ format: 'jwk' }), kid: 'other' }
  const es256 = (header: object = {}) => jws('ES256', p256.sign, { alg: 'ES256', ...header }, userClaims())

  test.each([
    [
      'a kid of another environment',
      es256({ kid: 'staging-1' }),
      [otherJwk],
      'key',
      /"staging-1".*"other".*environment/,
    ],
    [
      'a wrong kid, but the right key',
      es256({ kid: 'old' }),
      [jwk('new'), otherJwk],
      'key',
      /made with the key "new".*write the kid "new"/,
    ],
    [
      'the kid of another key',
      es256({ kid: 'other' }),
      [jwk('new'), otherJwk],
      'signature',
      /made with the key "new", but the token names the key "other"/,
    ],
    ['no kid', es256(), [jwk('new'), otherJwk], 'key', /made with the key "new", but the token names no key/],
    [
      'keys of another environment',
      es256({ kid: 'other' }),
      [otherJwk, RSA.verify],
      'signature',
      /None of your 2 keys/,
    ],
    [
      'a shared secret',
      createJwt(),
      [p256.verify],
      'algorithm',
      /This is HS256.*shared secret.*public keys.*`secret`/,
    ],
    [
      'the text of the public key as secret',
      createJwt({ secret: p256.verify.export({ type: 'spki', format: 'pem' }) as string }),
      [p256.verify],
      'signature',
      /public key as a shared secret/,
    ],
    ['a signature in DER', inDer(), [p256.verify], 'signature', /DER/],
  ] as [string, string, never[], string, RegExp][])('%s', async (_name, token, publicKey, check, says) => {
    const diagnosis = await guardWith({ secret: undefined, publicKey } as never).diagnose({ token })
    expect(diagnosis.allowed).toBe(false)
    expect(complaintOf(diagnosis, check)).toMatch(says)
  })

  test.each(['EdDSA', 'Ed25519', 'Ed448', 'ES256K'])(
    'an algorithm of other libraries is named: %s',
    async (alg) => {
      const diagnosis = await guardWith().diagnose({ token: createJwt({ header: { alg } }) })
      expect(complaintOf(diagnosis, 'algorithm')).toContain(`The token is signed with ${alg}.`)
    },
  )

  test.each([
    [
      'a public key',
      jws('RS256', RSA.sign, { alg: 'RS256' }, userClaims()),
      /This is RS256.*your guard has a shared secret.*jwksUri/,
    ],
    [
      'an algorithm that the secret is too short for',
      jws('HS512', 'x'.repeat(40), { alg: 'HS512' }, userClaims()),
      /HS512.*64 bytes/,
    ],
    ['no signature', createJwt({ header: { alg: 'none' } }), /not signed/],
    ['an algorithm that is not known', createJwt({ header: { alg: 'EdDSA' } }), /EdDSA.*accepts HS256/],
  ])('a guard with a secret and a token with %s', async (_name, token, says) => {
    expect(complaintOf(await guardWith({ secret: 'x'.repeat(40) }).diagnose({ token }), 'algorithm')).toMatch(
      says,
    )
  })

  function inDer(): string {
    const signed = [{ alg: 'ES256' }, userClaims()].map(encoded).join('.')
    return `${signed}.${sign('sha256', Buffer.from(signed), p256.sign).toString('base64url')}`
  }
})
