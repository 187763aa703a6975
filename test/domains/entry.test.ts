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
  test.each(['intranet', 'helpdesk.internal', 'example.con', 'app.localhost', 'desk.corp:8443'])(
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
  ])('does not accept %s', (entry, message) => {
    expect(safeParseDomains([entry], options)).toEqual({
      success: false,
      issues: [expect.objectContaining({ message: expect.stringMatching(message) })],
    })
  })
})

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
  ])('%j, repeated', (part) => {
    const ratio = growth((length) => {
      const text = part.repeat(length / part.length)
      safeParseDomains([text, `https://${text}`, `${text}.com`, `a.com${text}`, `x@${text}`])
    }, 120)
    expect(ratio).toBeLessThan(LINEAR)
  })
})
