import { expect, test } from 'vitest'
import { escaped, quoted } from '../src/quoted.js'

test.each([
  ['plain', '"plain"', 'plain'],
  ['say "hi"', '"say \\"hi\\""', 'say "hi"'],
  ['line\nend', '"line\\nend"', 'line\\u000aend'],
  ['\u0085', '"\\u0085"', '\\u0085'],
  ['\u202eleft', '"\\u202eleft"', '\\u202eleft'],
  ['\u2028', '"\\u2028"', '\\u2028'],
  ['tag \u{e0041}', '"tag \\udb40\\udc41"', 'tag \\udb40\\udc41'],
])('%j can garble no log', (text, inQuotes, without) => {
  expect(quoted(text)).toBe(inQuotes)
  expect(escaped(text)).toBe(without)
})

test('what is missing is quoted as nothing', () => {
  expect(quoted(undefined)).toBe('""')
})

test('two hundred characters are shown, and no more', () => {
  const text = 'x'.repeat(200)
  expect(escaped(text)).toBe(text)
  expect(escaped(`${text}x`)).toBe(`${text}…`)
  expect(quoted(`${text}x`)).toBe(`"${text}…"`)
})
