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
    expect(calling.code).toBe(BEFORE_THE_WHITELIST.includes(expected) ? expected : undefined)
    if (calling.code === undefined)
      expect(calling.url.origin).toBe(new URL((headers.origin ?? headers.referer) as string).origin)
  })
})
