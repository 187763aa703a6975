import { describe, expect, test } from 'vitest'
import { normaliseHost } from '../../src/domains/host-name.js'

test.each([
  ['Help.Example.COM', 'help.example.com'],
  ['LOCALHOST', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]', '[::1]'],
  ['fa\u00df.de', 'xn--fa-hia.de'],
  ['XN--FA-HIA.de', 'xn--fa-hia.de'],
  ['\u00c5.example', 'xn--5ca.example'],
  ['no-such-suffix', 'no-such-suffix'],
])('%s is the host %s', (text, host) => {
  expect(normaliseHost(text)).toEqual({ host })
})

const parsed = (host: string) =>
  URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : undefined

/** Whatever the URL parser would fold into the ASCII letter, digit or sign beside it. */
const LOOK_ALIKES = [
  '\uff41a',
  '\u24d0a',
  '\u{1d41a}a',
  '\u00aaa',
  '\u2460' + '1',
  '\uff11' + '1',
  '\u212ak',
  '\u017fs',
  '\uff0e.',
  '\u3002.',
  '\uff61.',
]

describe('a look-alike is never taken for the ASCII that the URL parser makes of it', () => {
  test.each(LOOK_ALIKES)('%s', (pair) => {
    const [lookAlike = '', ascii = ''] = pair
    expect(new URL(`https://x${lookAlike}y.example`).hostname).toBe(`x${ascii}y.example`)
    expect(normaliseHost(`x${lookAlike}y.example`)).toHaveProperty('problem')
  })

  test('for no code point at all', () => {
    const folded: string[] = []
    for (let codePoint = 0x80; codePoint <= 0x2fa1f; codePoint += 1) {
      const host = `x${String.fromCodePoint(codePoint)}y.example`
      const result = normaliseHost(host)
      if ('host' in result && !result.host.startsWith('xn--')) folded.push(host)
    }
    expect(folded).toEqual([])
  })
})

test('a capital letter stands for the small one that the URL parser makes of it, or is refused', () => {
  const astray: string[] = []
  for (let codePoint = 0x41; codePoint <= 0x1e943; codePoint += 1) {
    const host = `x${String.fromCodePoint(codePoint)}y.example`
    const result = /\p{Lu}/u.test(host) ? normaliseHost(host) : { problem: 'no capital' }
    if ('host' in result && result.host !== parsed(host)) astray.push(host)
  }
  expect(astray).toEqual([])
})

test.each([
  '',
  '.',
  'a..b',
  'a.',
  '-a.b',
  'a-.b',
  'a_b.c',
  "a'b.c",
  'a!b',
  'xn--',
  'xn--a.b',
  'xn--abc-.b',
  '[',
  '[]',
  '[::1',
  '1.2.3.4',
  '0x1',
  'a.b.@a.b',
  '%61.b',
])('%j is none', (text) => {
  expect(normaliseHost(text)).toEqual({ problem: expect.any(String) })
})
