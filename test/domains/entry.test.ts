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
    ['intranet.', /trailing dot/],
    ['help_desk', /underscore/],
    ['intranet:*', /loopback hosts only/],
    ['*.amazonaws.com', /public suffixes/],
    ['*.androidplatform.net', /every Android app/],
    ['capacitor://intranet', /apps\.origins/],
    ['null', /sandboxed frames/],
  ])('does not accept %s', (entry, message) => {
    expect(safeParseDomains([entry], options)).toEqual({
      success: false,
      issues: [expect.objectContaining({ message: expect.stringMatching(message) })],
    })
  })
})

const TOKEN = `${'eyJhbGciOiJIUzI1NiJ9'}.${'e'.repeat(90)}.${'s'.repeat(43)}`

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
    ['without a path', 'example.com/reset/key', '"example.com/…": a path'],
    ['without the path of an address', 'https://example.com/reset/key', '"https://example.com/…": a scheme'],
    ['without a query', 'example.com?token=key', '"example.com?…": a query'],
    [
      'without a token that was pasted',
      TOKEN,
      `"eyJhbGciOiJIUzI1NiJ9.${'e'.repeat(20)}….${'s'.repeat(43)}": a label`,
    ],
  ])('%s', (_name, entry, message) => {
    expect(safeParseDomains([entry])).toMatchObject({
      issues: [{ path: [0], message: expect.stringMatching(startsWith(message)) }],
    })
  })
  test.each(REFUSED)('so it is with %s', (_name, entry) => {
    expect(safeParseDomains([entry])).toMatchObject({
      issues: [{ message: expect.stringMatching(/^".*": ./) }],
    })
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
