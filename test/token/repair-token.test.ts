import { describe, expect, test } from 'vitest'
import { LONGEST_TOKEN } from '../../src/token/decode.js'
import { repairToken } from '../../src/token/repair-token.js'
import { growth, LINEAR } from '../support/growth.js'

test('a token with nothing around it stays as it is', () => {
  expect(repairToken('a.b.c')).toEqual({ token: 'a.b.c', found: [] })
})

const AROUND = 'has white space around it'
const BEGINNING = 'begins with the name of a header or scheme ("Bearer"), which does not belong to it'
const WITHIN = 'has line breaks or white space in it'

test.each<[name: string, text: string, found: string[]]>([
  ['many spaces before it', `${' '.repeat(25)}a.b.c`, [AROUND]],
  ['invisible spaces around it', '\u200b\ufeff \u200ba.b.c\u200b', [AROUND]],
  ['white space around and within it', 'a.\u200bb.c ', [AROUND, WITHIN]],
  ['quotes', '"a.b.c"', ['is in quotes']],
  ['typographic quotes', '\u201ca.b.c\u201d', ['is in quotes']],
  ['a byte order mark', '\ufeffa.b.c', ['starts with a byte order mark']],
  ['a line end', 'a.b.c\r\n', ['ends with a line end']],
  ['a quote before it', '\\"a.b.c', ['has a quote at one end']],
  ['a quote behind it', 'a.b.c`', ['has a quote at one end']],
  ['the header', 'authorization:Bearer a.b.c', [BEGINNING]],
  ['the header with spaces', 'Authorization  :  bearer a.b.c', [BEGINNING]],
  ['the scheme and a colon', 'Bearer: a.b.c', [BEGINNING]],
  ['the scheme and many spaces', 'DPoP   \ta.b.c', [BEGINNING]],
  ['a name', 'token= a.b.c', [BEGINNING]],
  ['a comma behind it', 'a.b.c,', ['has a comma or semicolon behind it']],
  ['percent signs', 'a%2Eb.c', ['is URL-encoded']],
  ['the JSON that it came in', '{"access_token":"eya.b.c"}', ['is within JSON']],
])('%s', (_name, text, found) => {
  const token = text.includes('eya') ? 'eya.b.c' : 'a.b.c'
  expect(repairToken(text)).toEqual({ token, found })
})

test.each<[name: string, text: string, token: string, found: string[]]>([
  ['the name of a scheme within', 'a.b.token c', 'a.b.tokenc', [WITHIN]],
  ['a comma within', 'a,b.c', 'a,b.c', []],
  [
    'base64',
    'a+b==.c/d=.e',
    'a-b.c_d.e',
    ['is in base64 ("+", "/", "=") where base64url ("-", "_") belongs'],
  ],
])('%s', (_name, text, token, found) => {
  expect(repairToken(text)).toEqual({ token, found })
})

test.each([
  ['JSON that was cut off', '{"access_token":"eya.b.c"'],
  ['JSON that was cut off behind a comma', '{"access_token":"eya.b.c",'],
  ['the end of JSON', '"access_token":"eya.b.c"}'],
  ['JSON without a token', '{"a":"b.c"}'],
])('%s is left', (_name, text) => {
  expect(repairToken(text).found).not.toContain('is within JSON')
})

test('everything that people wrap around a token at once', () => {
  const { token, found } = repairToken(' "Authorization: Bearer \'a.b\n.c=\'", ')
  expect(token).toBe('a.b.c')
  expect(found.length).toBeGreaterThan(3)
})

test('twenty things are taken away, and no more', () => {
  const quotes = (count: number) => '"'.repeat(count)
  expect(repairToken(`${quotes(20)}a.b.c${quotes(20)}`).token).toBe('a.b.c')
  expect(repairToken(`${quotes(25)}a.b.c${quotes(25)}`).token).toBe(`${quotes(5)}a.b.c${quotes(5)}`)
})

test('a text that is three times as long as the longest token is still repaired, and none beyond', () => {
  const longest = `${'a'.repeat(3 * LONGEST_TOKEN - 1)},`
  expect(repairToken(longest).token).toBe(longest.slice(0, -1))
  expect(repairToken(`a${longest}`)).toEqual({ token: `a${longest}`, found: [] })
})

describe('takes linear time for', () => {
  test.each([
    ['spaces', (n: number) => `${' '.repeat(n)}x`],
    ['spaces between letters', (n: number) => 'x '.repeat(n / 2)],
    ['spaces at the end', (n: number) => `x${' '.repeat(n)}`],
    ['quotes', (n: number) => '"'.repeat(n)],
    ['padding', (n: number) => '='.repeat(n)],
    ['schemes', (n: number) => 'Bearer '.repeat(n / 7)],
    ['percent signs', (n: number) => '%25'.repeat(n / 3)],
    ['dots', (n: number) => '.'.repeat(n)],
    ['JSON with many beginnings', (n: number) => `{${'"ey.'.repeat(n / 4)}}`],
    ['JSON with one long part', (n: number) => `{"ey${'a'.repeat(n)}}`],
  ])('%s', (_name, text) => {
    expect(growth((length) => repairToken(text(length)))).toBeLessThan(LINEAR)
  })
})
