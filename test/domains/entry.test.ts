import { parseDomains, safeParseDomains } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { growth, LINEAR } from '../support/growth.js'
import { ACCEPTED, REFUSED } from './entry-cases.js'

describe('accepted, in normal form', () => {
  test.each(ACCEPTED)('%s', (_name, entry, domain) => {
    expect(safeParseDomains([entry])).toEqual({ success: true, data: [domain] })
    // The normal form is its own normal form.
    expect(parseDomains([domain])).toEqual([domain])
  })
})

describe('refused, in words and with the right spelling', () => {
  test.each(REFUSED)('%s', (_name, entry, message, suggestion) => {
    const issue = { path: [0], message: expect.stringMatching(message), ...(suggestion && { suggestion }) }
    expect(safeParseDomains([entry])).toEqual({ success: false, issues: [issue] })
    if (suggestion) expect(parseDomains([suggestion])).toEqual([suggestion])
  })
})

describe('allowInternalHosts', () => {
  const options = { allowInternalHosts: true }
  test.each(['intranet', 'helpdesk.internal', 'example.con', 'acme.localhost', 'desk.corp:8443'])(
    'accepts %s',
    (entry) => {
      expect(parseDomains([entry], options)).toEqual([entry])
    },
  )
  test.each([
    ['*.internal', /not behind "\*\."/],
    ['*.intranet', /not behind "\*\."/],
    ['*', /can only stand/],
    ['10.0.0.1', /IP address/],
    ['co.uk', /public suffix/],
    ['*.com', /public suffix/],
    ['intranet.', /trailing dot/, 'intranet'],
    ['help_desk', /underscore/],
    ['intranet:*', /loopback hosts only/],
    ['*.amazonaws.com', /public suffixes/],
    ['*.androidplatform.net', /every Android app/],
    ['capacitor://intranet', /apps\.origins/],
    ['"capacitor://intranet"', /apps\.origins/],
    ['\u00adcapacitor://intranet', /path/],
    ['null', /sandboxed frames/],
  ])('does not accept %s', (entry, message, suggestion?: string) => {
    expect(safeParseDomains([entry], options)).toEqual({
      success: false,
      issues: [{ path: [0], message: expect.stringMatching(message), ...(suggestion && { suggestion }) }],
    })
  })
})

const HEADER = 'eyJhbGciOiJIUzI1NiJ9'
const BASE64URL = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE'

describe('a message quotes the entry that it is about', () => {
  test.each([
    ['as it was written', 'co.uk', '"co.uk": a public suffix'],
    ['in its own letters', '*.GitHub.io', '"*.GitHub.io": a public suffix'],
    ['with a scheme', 'https://example.com/', '"https://example.com/": a scheme'],
    ['though it is empty', '', '"": empty'],
    [
      'with control characters escaped',
      'a\u001b[2J\u202e.example',
      '"a\\u001b[2J\\u202e.example": white space',
    ],
    ['cut where it is long', 'a.'.repeat(900), `"${'a.'.repeat(100)}…": `],
    ['cut where it is too long to read', 'a.'.repeat(90_000), `"${'a.'.repeat(100)}…": longer than 2048`],
    ['without user information', 'https://me:pass@word@example.com:1', '"…@example.com:1": a scheme'],
    [
      'without user information that is too long to read',
      `https://me:pass${'s'.repeat(9000)}@example.com`,
      '"…@example.com": longer than 2048',
    ],
    ['without a path', 'example.com/reset/key', '"example.com/…": a path'],
    ['without the path of an address', 'https://example.com/reset/key', '"https://example.com/…": a scheme'],
    ['without a query', 'example.com?token=key', '"example.com?…": a query'],
    ['but not a token', `${HEADER}.e30.${BASE64URL}`, 'this entry: '],
    ['but not a token in an address', `https://${HEADER}.e30.${BASE64URL}/x`, 'this entry: a scheme'],
    ['a name of 24 letters', 'k'.repeat(24), `"${'k'.repeat(24)}": under no known public suffix`],
    ['but not 25 of them', 'k'.repeat(25), 'this entry: under no known public suffix'],
    ['but not a key', BASE64URL, 'this entry: under no known public suffix'],
    ['but not a key in JSON', `{"kty":"oct","k":"${BASE64URL}"}`, 'this entry: looks like a list'],
    ['but not a key with a slash', `${BASE64URL}/+=`, 'this entry: a path'],
    ['but not a key that is too long to read', 'k'.repeat(9999), 'this entry: longer than 2048'],
  ])('%s', (_name, entry, message) => {
    const result = safeParseDomains([entry])
    expect(result).toMatchObject({
      issues: [{ path: [0], message: expect.stringMatching(startsWith(message)) }],
    })
    expect(JSON.stringify(result)).not.toMatch(/pass|key"|Zm9v/)
  })
  test.each(REFUSED)('so it is with %s', (_name, entry) => {
    const message = expect.stringMatching(/^(?:".*"|this entry): ./)
    expect(safeParseDomains([entry])).toMatchObject({ issues: [{ message }] })
  })
})

describe('where the right spelling would be refused as well, both problems are told', () => {
  test.each([
    ['https://co.uk/', /a scheme.*; "co\.uk": a public suffix/],
    ['https://appassets.androidplatform.net', /a scheme.*; "appassets\.android.*apps\.origins/],
    ['https://*.amazonaws.com/', /a scheme.*; "\*\.amazonaws\.com": .*list the hosts themselves/],
    ['http://10.0.0.1:80', /a scheme.*; "10\.0\.0\.1": an IP address/],
    ['me:pass@intranet', /user information.*; "intranet": under no known public suffix/],
    ['exam ple.com', /^[^;]*$/],
    ['example.com:00', /^[^;]*$/],
  ])('%s', (entry, message) => {
    const issue = { path: [0], message: expect.stringMatching(message) }
    expect(safeParseDomains([entry])).toEqual({ success: false, issues: [issue] })
  })
})

const startsWith = (text: string) => new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)

describe('a long entry is refused in time that grows with its length alone', () => {
  test.each([
    'a',
    'a.',
    '.',
    '*.',
    '-',
    ':',
    '::',
    '@',
    '/',
    '%',
    '[',
    ']',
    '\\',
    ' ',
    '\u00e9',
    '\u00ad',
    'xn--',
    'xn--a.',
    '0',
    ',',
    ', ',
    '/ ',
    '"',
    '*',
    '\u{1f600}',
  ])('%j, repeated', (part) => {
    const ratio = growth((length) => {
      const text = part.repeat(length / part.length)
      safeParseDomains([text, `https://${text}`, `${text}.com`, `a.com${text}`, `x@${text}`])
    }, 120)
    expect(ratio).toBeLessThan(LINEAR)
  })
})
