import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { complaintOf, guardWith } from '../support/diagnosing.js'
import { encoded } from '../support/jws.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

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
    expect(complaintOf(diagnosis, 'format')).toMatch(says)
    expect(diagnosis.steps.filter(({ passed }) => !passed)).toHaveLength(1)
  })

  test.each([
    ['in its signature', token.slice(0, -2), /cut off/],
    ['in its payload', token.slice(0, token.lastIndexOf('.') - 5), /two parts.*cut off/],
  ])('cut off %s', async (_name, text, says) => {
    expect(complaintOf(await guardWith().diagnose({ token: text }), 'format')).toMatch(says)
  })

  test.each([
    ['a fourth part that ends within a byte', `${token}.A`],
    ['four parts of which none can be read', 'a.b.c.d'],
    ['a header that cannot be read before a payload', `x${token}`],
  ])('with %s is said to be neither cut off nor another kind of key', async (_name, text) => {
    const says = complaintOf(await guardWith().diagnose({ token: text }), 'format')
    expect(says).not.toBe('')
    expect(says).not.toMatch(/cut off|kind of key/)
  })

  test.each(['undefined', 'null'])('%s is said to be a variable that is not set', async (text) => {
    expect(complaintOf(await guardWith().diagnose({ token: text }), 'format')).toBe(
      `It is the word "${text}": the caller used a variable that is not set.`,
    )
  })

  test('cut off behind its second dot', async () => {
    const diagnosis = await guardWith().diagnose({ token: token.slice(0, token.lastIndexOf('.') + 1) })
    expect(complaintOf(diagnosis, 'signature')).toMatch(/no signature behind its second dot/)
  })

  test('cut off so that it can still be read', async () => {
    const diagnosis = await guardWith().diagnose({ token: token.slice(0, -3) })
    expect(complaintOf(diagnosis, 'signature')).toMatch(/30 bytes.*HS256 has 32.*cut off/)
  })

  test('an encrypted token', async () => {
    const jwe = ['{"alg":"dir","enc":"A128GCM"}', '', 'aaaa', 'bbbb', 'cccc'].map(encoded).join('.')
    expect(complaintOf(await guardWith().diagnose({ token: jwe }), 'format')).toMatch(
      /five parts.*encrypted \(JWE\)/,
    )
  })

  test('an opaque token', async () => {
    expect(complaintOf(await guardWith().diagnose({ token: '2YotnFZFEjr1zCsicMWpAA' }), 'format')).toMatch(
      /opaque/,
    )
  })
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
    expect(complaintOf(await guardWith().diagnose({ token: createJwt(claims()) }), check)).toMatch(says)
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
    expect(complaintOf(diagnosis, check)).toMatch(says)
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
  expect(complaintOf(diagnosis, 'claims')).not.toContain('`cause`')
})
