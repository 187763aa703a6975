import { generateKeyPairSync, sign } from 'node:crypto'
import { type AsapDiagnosis, type AsapGuardOptions, asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { encoded, jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const guardWith = (options: Partial<AsapGuardOptions> = {}) =>
  asapGuard({ domains: ['help.example.com'], secret: SECRET, ...options } as AsapGuardOptions)

const saysOf = ({ steps }: AsapDiagnosis, check: string) =>
  steps
    .filter((step) => step.check === check && !step.passed)
    .map(({ says }) => says)
    .join('\n')

const seconds = () => Math.floor(Date.now() / 1000)
const HOUR = 3600

describe('what is around or in the token', () => {
  const token = createJwt()

  test.each([
    ['double quotes', `"${token}"`, /is in quotes/],
    ['single quotes', `'${token}'`, /is in quotes/],
    ['one quote', `"${token}`, /quote at one end/],
    ['quotes in quotes', `"'${token}'"`, /is in quotes/],
    ['Bearer', `Bearer ${token}`, /"Bearer"/],
    ['bearer in lower case, in quotes', `"bearer ${token}"`, /is in quotes, and begins with .*"Bearer"/],
    ['the whole header', `Authorization: Bearer ${token}`, /name of a header/],
    ['URL encoding', token.replaceAll('.', '%2E'), /URL-encoded/],
    ['URL-encoded quotes', `%22${token}%22`, /URL-encoded, and is in quotes/],
    ['a line end', `${token}\n`, /ends with a line end/],
    ['line breaks within', token.replace(/(.{64})/g, '$1\n'), /line breaks/],
    ['a byte order mark', `\ufeff${token}`, /byte order mark/],
    ['a comma behind it', `${token},`, /comma/],
    ['the JSON that it came in', JSON.stringify({ access_token: token, expires_in: 300 }), /within JSON/],
    ['padding', token.replace('.', '==.'), /base64url/],
  ])('%s', async (_name, text, says) => {
    const diagnosis = await guardWith().diagnose({ token: text })
    expect(diagnosis).toMatchObject({ allowed: false, code: 'token_malformed' })
    expect(saysOf(diagnosis, 'format')).toMatch(says)
    expect(diagnosis.steps.filter(({ passed }) => !passed)).toHaveLength(1)
  })

  test.each([
    ['in its signature', token.slice(0, -2), /cut off/],
    ['in its payload', token.slice(0, token.lastIndexOf('.') - 5), /two parts.*cut off/],
  ])('cut off %s', async (_name, text, says) => {
    expect(saysOf(await guardWith().diagnose({ token: text }), 'format')).toMatch(says)
  })

  test('cut off behind its second dot', async () => {
    const diagnosis = await guardWith().diagnose({ token: token.slice(0, token.lastIndexOf('.') + 1) })
    expect(saysOf(diagnosis, 'signature')).toMatch(/no signature behind its second dot/)
  })

  test('cut off so that it can still be read', async () => {
    const diagnosis = await guardWith().diagnose({ token: token.slice(0, -3) })
    expect(saysOf(diagnosis, 'signature')).toMatch(/30 bytes.*HS256 has 32.*cut off/)
  })

  test('an encrypted token', async () => {
    const jwe = ['{"alg":"dir","enc":"A128GCM"}', '', 'aaaa', 'bbbb', 'cccc'].map(encoded).join('.')
    expect(saysOf(await guardWith().diagnose({ token: jwe }), 'format')).toMatch(
      /five parts.*encrypted \(JWE\)/,
    )
  })

  test('an opaque token', async () => {
    expect(saysOf(await guardWith().diagnose({ token: '2YotnFZFEjr1zCsicMWpAA' }), 'format')).toMatch(
      /opaque/,
    )
  })
})

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
    expect(saysOf(diagnosis, 'signature')).toMatch(says)
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
    expect(saysOf(diagnosis, 'signature')).toMatch(/^secret\[1\]: .*line end/)
  })

  test('another secret is not found, but said', async () => {
    const secret = [SECRET, `${SECRET} two`]
    const diagnosis = await guardWith({ secret }).diagnose({
      token: createJwt({ secret: 'staging'.repeat(8) }),
    })
    expect(saysOf(diagnosis, 'signature')).toMatch(/None of your 2 keys made this signature.*environment/)
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
    expect(saysOf(diagnosis, check)).toMatch(says)
  })

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
    expect(saysOf(await guardWith({ secret: 'x'.repeat(40) }).diagnose({ token }), 'algorithm')).toMatch(says)
  })

  function inDer(): string {
    const signed = [{ alg: 'ES256' }, userClaims()].map(encoded).join('.')
    return `${signed}.${sign('sha256', Buffer.from(signed), p256.sign).toString('base64url')}`
  }
})

describe('times', () => {
  test.each([
    ['exp as text', () => ({ exp: String(seconds() + 60) }), 'times', /exp is a text.*number of seconds/],
    ['iat in milliseconds', () => ({ iat: Date.now() }), 'times', /iat looks like milliseconds/],
    [
      'not_after in seconds',
      () => ({ not_after: seconds() + 60 }),
      'times',
      /not_after looks like seconds.*Date\.now\(\)/,
    ],
    [
      'an end two hours ago',
      () => ({ iat: seconds() - 2 * HOUR - 300, exp: seconds() - 2 * HOUR }),
      'expiry',
      /time zone.*UTC/,
    ],
    [
      'a start two hours ahead',
      () => ({ nbf: seconds() + 2 * HOUR, exp: seconds() + 2 * HOUR + 60 }),
      'start',
      /time zone.*UTC/,
    ],
    [
      'made five and a half hours ahead',
      () => ({ iat: seconds() + 5.5 * HOUR, exp: seconds() + 5.6 * HOUR }),
      'issued',
      /time zone/,
    ],
    ['made a minute ahead', () => ({ iat: seconds() + 60 }), 'issued', /NTP/],
    [
      'milliseconds added to seconds',
      () => ({ exp: seconds() + 300_000 }),
      'lifetime',
      /milliseconds to a time in seconds: 5 min are 300 seconds/,
    ],
    ['no end', () => ({ exp: undefined }), 'expiry', /no end.*"exp"/],
    [
      'an end in local time, an hour behind',
      () => ({ exp: seconds() + 300 - HOUR }),
      'expiry',
      /before it was made.*local time/,
    ],
    [
      'an end in local time, an hour ahead',
      () => ({ exp: seconds() + 300 + HOUR }),
      'lifetime',
      /local time/,
    ],
    ['a life of a day', () => ({ exp: seconds() + 24 * HOUR }), 'lifetime', /lives for 1 d.*earlier end/],
  ])('%s', async (_name, claims, check, says) => {
    expect(saysOf(await guardWith().diagnose({ token: createJwt(claims()) }), check)).toMatch(says)
  })

  test('one in the wrong form is judged as it was meant', async () => {
    const claims = { iat: Date.now() + 60_000, exp: String(seconds() - 60) }
    const { steps } = await guardWith().diagnose({ token: createJwt(claims) })
    const failed = steps.filter(({ passed }) => !passed).map(({ check }) => check)
    expect(failed).toEqual(['times', 'times', 'expiry', 'issued'])
  })
})

describe('issuer and audience', () => {
  const issuer = 'https://id.example.com/'
  const audience = 'help-desk'

  test.each([
    ['without the slash', { iss: 'https://id.example.com' }, 'issuer', /slash at the end/],
    ['in capitals', { iss: 'https://ID.example.com/' }, 'issuer', /letter case/],
    ['with http', { iss: 'http://id.example.com/' }, 'issuer', /http for https/],
    [
      'another one',
      { iss: 'https://evil.example' },
      'issuer',
      /accepts "https:\/\/id\.example\.com\/".*iss is "https:\/\/evil\.example"/,
    ],
    ['none', { iss: undefined }, 'issuer', /names no issuer/],
    ['an audience in azp', { azp: audience, aud: 'other' }, 'audience', /claim "azp".*write it into aud/],
    ['an audience in client_id', { client_id: audience, aud: undefined }, 'audience', /claim "client_id"/],
    ['an audience in appid', { appid: audience, aud: undefined }, 'audience', /claim "appid"/],
    ['an audience in capitals', { aud: 'Help-Desk' }, 'audience', /letter case/],
    ['another audience', { aud: ['a', 'b'] }, 'audience', /accepts "help-desk", and aud is "a" and "b"/],
  ])('%s', async (_name, claims, check, says) => {
    const token = createJwt({ iss: issuer, aud: audience, ...claims })
    const diagnosis = await guardWith({ issuer, audience }).diagnose({ token })
    expect(saysOf(diagnosis, check)).toMatch(says)
    expect(diagnosis.steps.filter(({ passed }) => !passed)).toHaveLength(1)
  })
})

test('what a schema throws is not shown', async () => {
  const validate = () => {
    throw new Error('MARKER')
  }
  const claims = { '~standard': { version: 1, vendor: 'own', validate } } as never
  const diagnosis = await guardWith({ claims }).diagnose({ token: createJwt() })
  expect(JSON.stringify(diagnosis)).not.toContain('MARKER')
  expect(saysOf(diagnosis, 'claims')).not.toContain('`cause`')
})
