import { expect, test } from 'vitest'
import { authorizationToken } from '../../src/token/authorization.js'
import { refusal } from '../support/refusal.js'

const TOKENS: Record<string, string> = {
  'as RFC 6750 has it': 'Bearer a.b.c',
  'the scheme in lower case': 'bearer a.b.c',
  'the scheme in mixed case': 'bEARer a.b.c',
  'several spaces': 'Bearer    a.b.c',
}

test.each(Object.entries(TOKENS))('%s: one token', (_name, header) => {
  expect(authorizationToken([header], false)).toEqual({ token: 'a.b.c', scheme: 'Bearer' })
})

test('a token of any characters is one token: its shape is judged later', () => {
  expect(authorizationToken(['Bearer a,b=c"\u00e4'], false)?.token).toBe('a,b=c"\u00e4')
})

const REFUSED: Record<string, [lines: string[], code: string]> = {
  'two empty lines': [['', ''], 'request_invalid'],
  'another scheme': [['Basic dXNlcjpwYXNz'], 'token_missing'],
  'a scheme that starts like Bearer': [['BearerX a.b.c'], 'token_missing'],
  'a token without a scheme': [['a.b.c'], 'token_missing'],
  'another scheme before Bearer': [['Basic Bearer a.b.c'], 'token_missing'],
  'Bearer alone': [['Bearer'], 'request_invalid'],
  'Bearer and a space': [['Bearer '], 'request_invalid'],
  'two tokens': [['Bearer a.b.c d.e.f'], 'request_invalid'],
  'a token and a space': [['Bearer a.b.c '], 'request_invalid'],
  'a tab instead of the space': [['Bearer\ta.b.c'], 'request_invalid'],
  'a tab in the token': [['Bearer a.b\tc'], 'request_invalid'],
  'a no-break space instead of the space': [['Bearer\u00a0a.b.c'], 'request_invalid'],
  'a comma and a second challenge': [['Bearer a.b.c, Bearer d.e.f'], 'request_invalid'],
  'two lines': [['Bearer a.b.c', 'Bearer a.b.c'], 'request_invalid'],
  'two lines, the second of another scheme': [['Bearer a.b.c', 'Basic x'], 'request_invalid'],
}

test.each(Object.entries(REFUSED))('%s: refused', (_name, [lines, code]) => {
  const error = refusal(() => authorizationToken(lines, false))
  expect(error.code).toBe(code)
  expect(`${error.message} ${error.detail}`).not.toContain('a.b.c')
})

test.each([
  ['no header', []],
  ['an empty header', ['']],
])('%s: nobody presents a token', (_name, lines) => {
  expect(authorizationToken(lines, true)).toBeUndefined()
})

test.each(['DPoP a.b.c', 'dpop  a.b.c'])('%s: known only where proofs are checked', (header) => {
  expect(authorizationToken([header], true)).toEqual({ token: 'a.b.c', scheme: 'DPoP' })
  expect(refusal(() => authorizationToken([header], false)).code).toBe('token_missing')
  expect(refusal(() => authorizationToken([`${header} d`], true)).code).toBe('request_invalid')
})

test.each<[name: string, lines: string[], detail: string]>([
  ['two lines', ['Bearer a', 'Bearer b'], 'Authorization was sent more than once'],
  [
    'another scheme',
    ['Basic a'],
    'Authorization has another scheme: send the token as "Authorization: Bearer <token>"',
  ],
  [
    'Bearer alone',
    ['bearer'],
    'Authorization is "Bearer" without exactly one token behind it: ' +
      "is the caller's token empty, or has it spaces?",
  ],
  [
    'DPoP alone',
    ['dpop'],
    'Authorization is "DPoP" without exactly one token behind it: ' +
      "is the caller's token empty, or has it spaces?",
  ],
])('%s: the detail says so', (_name, lines, detail) => {
  expect(refusal(() => authorizationToken(lines, true)).detail).toBe(detail)
})

test('16 KB of spaces are judged in no time', () => {
  const started = performance.now()
  refusal(() => authorizationToken([`Bearer${' '.repeat(16_000)}a b`], false))
  refusal(() => authorizationToken([`Bearer ${'a'.repeat(16_000)} b`], false))
  expect(performance.now() - started).toBeLessThan(100)
})
