import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkClaims } from '../../src/token/claims.js'
import { refusal } from '../support/refusal.js'

const ANY = { issuer: undefined, audience: undefined }
const ONE = { issuer: ['https://id.example'], audience: ['help-desk'] }
const SEVERAL = { issuer: ['https://id.example', 'https://old.example'], audience: ['help-desk', 'widget'] }
const GOOD = { iss: 'https://id.example', aud: 'help-desk' }

const ACCEPTED: Record<string, [payload: Record<string, unknown>, expected: typeof ANY | typeof ONE]> = {
  'no claims where none are asked for': [{}, ANY],
  'any claims where none are asked for': [{ iss: 'x', aud: ['y'], sub: '', jti: '' }, ANY],
  'the issuer and the audience': [GOOD, ONE],
  'one of several issuers': [{ ...GOOD, iss: 'https://old.example' }, SEVERAL],
  'one of several audiences': [{ ...GOOD, aud: 'widget' }, SEVERAL],
  'a list of one audience': [{ ...GOOD, aud: ['help-desk'] }, ONE],
  'a list with the audience in it': [{ ...GOOD, aud: ['other', 'help-desk'] }, ONE],
}

test.each(Object.entries(ACCEPTED))('%s: accepted', (_name, [payload, expected]) => {
  expect(() => checkClaims(payload, expected)).not.toThrow()
})

const REFUSED: Record<string, [payload: Record<string, unknown>, code: string, detail: RegExp]> = {
  'no issuer': [{ aud: 'help-desk' }, 'token_issuer', /^iss is missing/],
  'another issuer': [{ ...GOOD, iss: 'https://evil.example' }, 'token_issuer', /^iss is none of/],
  'an empty issuer': [{ ...GOOD, iss: '' }, 'token_issuer', /^iss is none of/],
  'an issuer that goes on': [{ ...GOOD, iss: 'https://id.example.evil.example' }, 'token_issuer', /^iss/],
  'an issuer with a slash at its end': [{ ...GOOD, iss: 'https://id.example/' }, 'token_issuer', /^iss/],
  'an issuer in upper case': [{ ...GOOD, iss: 'HTTPS://ID.EXAMPLE' }, 'token_issuer', /^iss/],
  'a part of the issuer': [{ ...GOOD, iss: 'https://id' }, 'token_issuer', /^iss/],
  'no audience': [{ iss: GOOD.iss }, 'token_audience', /^aud is missing/],
  'an empty list of audiences': [{ ...GOOD, aud: [] }, 'token_audience', /^aud is missing/],
  'another audience': [{ ...GOOD, aud: 'help' }, 'token_audience', /^aud is none of/],
  'an empty audience': [{ ...GOOD, aud: '' }, 'token_audience', /^aud is none of/],
  'only other audiences': [{ ...GOOD, aud: ['a', 'b'] }, 'token_audience', /^aud is none of/],
  'audiences joined in one text': [{ ...GOOD, aud: 'help-desk,widget' }, 'token_audience', /^aud/],
}

test.each(Object.entries(REFUSED))('%s: refused', (_name, [payload, code, detail]) => {
  const error = refusal(() => checkClaims(payload, ONE))
  expect(error.code).toBe(code)
  expect(error.detail).toMatch(detail)
})

const NO_STRINGS: unknown[] = [null, 1, true, {}, ['https://id.example'], { toString: 'help-desk' }]

describe.each(['iss', 'sub', 'jti'])('%s', (claim) => {
  test.each(NO_STRINGS)('as %j: of the wrong type, asked for or not', (value) => {
    for (const expected of [ANY, ONE]) {
      const error = refusal(() => checkClaims({ ...GOOD, [claim]: value }, expected))
      expect(error.code).toBe('token_claims')
      expect(error.detail).toMatch(new RegExp(`^${claim} is not a string`))
    }
  })
})

describe('with a schema of the claims', () => {
  const claims = z.looseObject({})

  test.each(NO_STRINGS)('sub and jti as %j are for the schema to judge', (value) => {
    expect(() => checkClaims({ sub: value, jti: value }, { ...ANY, claims })).not.toThrow()
  })

  test.each(NO_STRINGS)('iss and aud as %j are of the wrong type all the same', (value) => {
    for (const claim of ['iss', 'aud']) {
      if (claim === 'aud' && Array.isArray(value)) continue
      const error = refusal(() => checkClaims({ [claim]: value }, { ...ANY, claims }))
      expect(error.code).toBe('token_claims')
    }
  })
})

test.each([null, 1, true, {}, [1], ['help-desk', null], [['help-desk']]])(
  'aud as %j: of the wrong type',
  (aud) => {
    for (const expected of [ANY, ONE]) {
      const error = refusal(() => checkClaims({ ...GOOD, aud }, expected))
      expect(error.code).toBe('token_claims')
      expect(error.detail).toMatch(/^aud is neither/)
    }
  },
)

test('a refusal names no value, of the token or of the configuration', () => {
  const secretish = { iss: 'iss-of-somebody', aud: 'aud-of-somebody' }
  for (const payload of [secretish, { ...GOOD, aud: 'aud-of-somebody' }]) {
    expect(refusal(() => checkClaims(payload, ONE)).detail).not.toMatch(/of-somebody|id\.example|help-desk/)
  }
})

/** What the detail says an issuer differs in; `undefined`: it is another one. */
const NEAR_MISSES: Record<string, [iss: string, issuer: string, differences: string | undefined]> = {
  'a slash too many': ['https://id.example/', 'https://id.example', 'a slash at the end'],
  'a slash too few': ['https://id.example', 'https://id.example/', 'a slash at the end'],
  'letter case': ['https://id.example/Realm', 'https://id.example/realm', 'letter case'],
  'letter case of the scheme': ['HTTPS://id.example', 'https://id.example', 'letter case'],
  'letter case of a name': ['Help-Desk', 'help-desk', 'letter case'],
  http: ['http://id.example', 'https://id.example', 'http for https'],
  https: ['https://id.example', 'http://id.example', 'http for https'],
  'all of them': [
    'HTTP://ID.example/',
    'https://id.example',
    'letter case and http for https and a slash at the end',
  ],
  'two slashes': ['https://id.example//', 'https://id.example', undefined],
  'another port': ['https://id.example:8443', 'https://id.example', undefined],
  'another path': ['https://id.example/realm', 'https://id.example', undefined],
  'a subdomain': ['https://www.id.example', 'https://id.example', undefined],
  nothing: ['', 'https://id.example', undefined],
}

test.each(Object.entries(NEAR_MISSES))(
  'an issuer that is off by %s is told so, in words of the configuration',
  (_name, [iss, issuer, differences]) => {
    const expected = { ...ANY, issuer: ['https://other.example', issuer] }
    const { code, detail } = refusal(() => checkClaims({ iss }, expected))
    expect(code).toBe('token_issuer')
    expect(detail).toBe(
      differences === undefined
        ? 'iss is none of `issuer`'
        : `iss is the accepted issuer "${issuer}" but for ${differences}: the two must be equal`,
    )
  },
)
