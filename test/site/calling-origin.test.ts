import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callingOrigin } from '../../src/site/calling-origin.js'
import { ORIGIN_CASES, REFERER_CASES } from './origin-cases.js'

/** What the headers say is settled before any whitelist: these codes do not depend on one. */
const BEFORE_THE_WHITELIST = ['origin_missing', 'origin_opaque', 'origin_malformed']

describe.each([
  ['Origin', ORIGIN_CASES],
  ['Referer', REFERER_CASES],
])('%s', (_header, cases) => {
  test.each(cases)('%s', (_name, headers, expected) => {
    const calling = callingOrigin(headers)
    if (BEFORE_THE_WHITELIST.includes(expected)) expect(calling).toEqual({ code: expected })
    else if (calling.code === undefined)
      expect(calling.url.origin).toBe(new URL((headers.origin ?? headers.referer) as string).origin)
    else expect(calling).toEqual({ code: 'origin_not_whitelisted', origin: headers.origin })
  })
})

/** What an Origin is without the rule for other schemes. */
function withoutOtherSchemes(origin: string): string {
  if (origin === 'null') return 'origin_opaque'
  return URL.canParse(origin) && new URL(origin).origin === origin ? 'an origin' : 'origin_malformed'
}

const LOWER_CASE_AUTHORITY = /^([a-z][a-z0-9+.-]*):\/\/[^\s/?#@\\%A-Z]+$/

/** Origins of apps, of web sites, and texts that differ from them in a sign or two. */
const nearOrigins = fc
  .tuple(
    fc.constantFrom('capacitor', 'app', 'chrome-extension', 'file', 'https', 'blob', 'a+b', ''),
    fc.constantFrom('://', '://', '://', ':', ':/', ':///', '//', ''),
    fc.constantFrom('localhost', 'help.example.com', '.', 'a_b', '[::1]', '[0:0::1]', ''),
    fc.constantFrom('', '', '', ':', ':80', ':080', ':65536', '/', '?', '#', ', app://a'),
    fc.tuple(
      fc.nat(),
      fc.constantFrom('', '', '', 'A', '@', '%41', ' ', '\t', '\u00e9', '\u212a', ',', '\\'),
    ),
  )
  .map(([scheme, slashes, host, end, [place, sign]]) => {
    const text = `${scheme}${slashes}${host}${end}`
    return `${text.slice(0, place % (text.length + 1))}${sign}${text.slice(place % (text.length + 1))}`
  })

test('of what is malformed otherwise, only serialised origins of other schemes are merely unlisted', () => {
  fc.assert(
    fc.property(fc.oneof(nearOrigins, nearOrigins, fc.string({ unit: 'binary' }), fc.webUrl()), (origin) => {
      const calling = callingOrigin({ origin })
      const before = withoutOtherSchemes(origin)
      if (calling.code !== 'origin_not_whitelisted') {
        expect(calling.code ?? 'an origin').toBe(before)
        return
      }
      expect(before).toBe('origin_malformed')
      expect(calling.origin).toBe(origin)
      expect(LOWER_CASE_AUTHORITY.exec(origin)?.[1]).not.toMatch(/^(?:https?|wss?|ftp|file)?$/)
      expect(new URL(origin).href).toBe(origin)
    }),
    { numRuns: 5_000 },
  )
})
