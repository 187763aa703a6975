import { expect, test } from 'vitest'
import { bearerToken } from '../../src/token/bearer.js'
import { refusal } from '../support/refusal.js'

const TOKENS: Record<string, string> = {
  'as RFC 6750 has it': 'Bearer a.b.c',
  'the scheme in lower case': 'bearer a.b.c',
  'the scheme in mixed case': 'bEARer a.b.c',
  'several spaces': 'Bearer    a.b.c',
}

test.each(Object.entries(TOKENS))('%s: one token', (_name, header) => {
  expect(bearerToken([header])).toBe('a.b.c')
})

test('a token of any characters is one token: its shape is judged later', () => {
  expect(bearerToken(['Bearer a,b=c"\u00e4'])).toBe('a,b=c"\u00e4')
})

const REFUSED: Record<string, [lines: string[], code: string]> = {
  'no header': [[], 'token_missing'],
  'an empty header': [[''], 'token_missing'],
  'another scheme': [['Basic dXNlcjpwYXNz'], 'token_missing'],
  'a scheme that starts like Bearer': [['BearerX a.b.c'], 'token_missing'],
  'a token without a scheme': [['a.b.c'], 'token_missing'],
  'another scheme before Bearer': [['Basic Bearer a.b.c'], 'token_missing'],
  'Bearer alone': [['Bearer'], 'request_invalid'],
  'Bearer and a space': [['Bearer '], 'request_invalid'],
  'two tokens': [['Bearer a.b.c d.e.f'], 'request_invalid'],
  'a token and a space': [['Bearer a.b.c '], 'request_invalid'],
  'a tab instead of the space': [['Bearer\ta.b.c'], 'request_invalid'],
  'a no-break space instead of the space': [['Bearer\u00a0a.b.c'], 'request_invalid'],
  'a comma and a second challenge': [['Bearer a.b.c, Bearer d.e.f'], 'request_invalid'],
  'two lines': [['Bearer a.b.c', 'Bearer a.b.c'], 'request_invalid'],
  'two lines, the second of another scheme': [['Bearer a.b.c', 'Basic x'], 'request_invalid'],
}

test.each(Object.entries(REFUSED))('%s: refused', (_name, [lines, code]) => {
  const error = refusal(() => bearerToken(lines))
  expect(error.code).toBe(code)
  expect(`${error.message} ${error.detail}`).not.toContain('a.b.c')
})

test('16 KB of spaces are judged in no time', () => {
  const started = performance.now()
  refusal(() => bearerToken([`Bearer${' '.repeat(16_000)}a b`]))
  refusal(() => bearerToken([`Bearer ${'a'.repeat(16_000)} b`]))
  expect(performance.now() - started).toBeLessThan(100)
})
