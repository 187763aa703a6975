import { describe, expect, test } from 'vitest'
import { checkTimes, readTimes } from '../../src/token/times.js'
import { refusal } from '../support/refusal.js'

/** A whole second, so that tolerances can be told to the millisecond. */
const NOW = Math.floor(Date.now() / 1000) * 1000
const LIMITS = { maxLifetime: 600_000, clockTolerance: 5_000 }

/** A moment as seconds, or as milliseconds; both are told as seconds from now. */
const at = (offset: number) => NOW / 1000 + offset
const ms = (offset: number) => NOW + offset * 1000

const check = (payload: Record<string, unknown>) => checkTimes(readTimes(payload), NOW, LIMITS)

const ACCEPTED: Record<string, Record<string, unknown>> = {
  'exp ahead, and no start': { exp: at(60) },
  'not_after ahead, and no start': { not_after: ms(60) },
  'both ends ahead': { exp: at(60), not_after: ms(90) },
  'both families in full': { iat: at(-1), nbf: at(-1), exp: at(60), not_before: ms(-1), not_after: ms(60) },
  'an end at a fraction of a second': { exp: at(0.25) },
  'exp just within the tolerance': { iat: at(-60), exp: at(-4.999) },
  'not_after just within the tolerance': { iat: at(-60), not_after: ms(-4.999) },
  'nbf at the edge of the tolerance': { nbf: at(5), exp: at(60) },
  'not_before at the edge of the tolerance': { not_before: ms(5), exp: at(60) },
  'iat at the edge of the tolerance': { iat: at(5), exp: at(60) },
  'a life from iat of exactly maxLifetime and the tolerance': { iat: at(0), exp: at(605) },
  'a life from nbf of exactly that': { nbf: at(-300), exp: at(305) },
  'a life from now of exactly that': { exp: at(605) },
  'a life counted from iat where nbf is earlier': { iat: at(-10), nbf: at(-3600), exp: at(300) },
  'exp in milliseconds, as ASAP documents it': { exp: ms(60) },
  'exp in milliseconds, with iat in seconds': { iat: at(-1), exp: ms(60) },
  'exp in milliseconds just within the tolerance': { iat: at(-60), exp: ms(-4.999) },
  'both ends in milliseconds': { exp: ms(60), not_after: ms(90) },
  'times that mean nothing to JWT': { exp: at(60), updated_at: 'yesterday', not_on_or_after: -1 },
}

test.each(Object.entries(ACCEPTED))('%s: accepted', (_name, payload) => {
  expect(() => check(payload)).not.toThrow()
})

const REFUSED: Record<string, [payload: Record<string, unknown>, code: string, detail: RegExp]> = {
  'exp reached, tolerance and all': [{ iat: at(-60), exp: at(-5) }, 'token_expired', /^exp was 5 s ago/],
  'not_after reached, tolerance and all': [{ not_after: ms(-5) }, 'token_expired', /^not_after was 5 s ago/],
  'exp ahead but not_after past': [
    { exp: at(60), not_after: ms(-90) },
    'token_expired',
    /^not_after was 1 min 30 s/,
  ],
  'not_after ahead but exp past': [
    { exp: at(-7200), not_after: ms(60) },
    'token_expired',
    /^exp was 2 h ago/,
  ],
  'exp in milliseconds reached, tolerance and all': [
    { iat: at(-60), exp: ms(-5) },
    'token_expired',
    /^exp was 5 s ago$/,
  ],
  'exp in milliseconds ahead but not_after past': [
    { exp: ms(60), not_after: ms(-90) },
    'token_expired',
    /^not_after was 1 min 30 s/,
  ],
  'the first moment that counts as milliseconds': [{ exp: 1e11 }, 'token_expired', /^exp was \d+ d/],
  'an end in 1970': [{ exp: 0 }, 'token_expired', /^exp was \d+ d/],
  'an end before 1970': [{ exp: -1e9 }, 'token_expired', /^exp was \d+ d/],
  'not_after in 1970': [{ not_after: 0 }, 'token_expired', /^not_after was \d+ d/],

  'nbf past the tolerance': [
    { nbf: at(5.001), exp: at(60) },
    'token_not_active',
    /^nbf is 5 s ahead .*clock/,
  ],
  'nbf four minutes off': [
    { nbf: at(250), exp: at(300) },
    'token_not_active',
    /^nbf is 4 min 10 s ahead .*NTP/,
  ],
  'not_before ahead': [
    { not_before: ms(90), exp: at(300) },
    'token_not_active',
    /^not_before is 1 min 30 s ahead/,
  ],
  'iat ahead': [{ iat: at(3600), exp: at(3700) }, 'token_not_active', /^iat is 1 h ahead .*clock/],
  'iat just past the tolerance': [{ iat: at(5.001), exp: at(60) }, 'token_not_active', /^iat/],
  'the later of two starts ahead': [
    { nbf: at(-9), not_before: ms(60), exp: at(300) },
    'token_not_active',
    /^not_befo/,
  ],
  'the other of two starts ahead': [
    { nbf: at(60), not_before: ms(-9), exp: at(300) },
    'token_not_active',
    /^nbf/,
  ],

  'no time at all': [{}, 'token_lifetime', /"exp" or "not_after"/],
  'starts, but no end': [{ iat: at(-1), nbf: at(-1), not_before: ms(-1) }, 'token_lifetime', /no end/],
  'a life from iat just too long': [
    { iat: at(0), exp: at(605.001) },
    'token_lifetime',
    /10 min 5 s.*maxLifetime is 10/,
  ],
  'a life from iat, with not_after': [
    { iat: at(0), not_after: ms(900) },
    'token_lifetime',
    /nearer not_after/,
  ],
  'a life from now': [{ exp: at(3600) }, 'token_lifetime', /lives for 1 h.*nearer exp/],
  'a life from nbf': [{ nbf: at(-600), exp: at(60) }, 'token_lifetime', /lives for 11 min/],
  'a life from not_before': [
    { not_before: ms(-600), not_after: ms(60) },
    'token_lifetime',
    /lives for 11 min/,
  ],
  'a life from the first of two starts': [
    { nbf: at(0), not_before: ms(-700), exp: at(9) },
    'token_lifetime',
    /11 min/,
  ],
  'exp in milliseconds, too far ahead': [{ exp: ms(3600) }, 'token_lifetime', /lives for 1 h.*nearer exp/],
  'exp in nanoseconds': [{ exp: ms(60) * 1e6 }, 'token_lifetime', /lives for \d+ d/],
  'exp at the end of numbers': [{ exp: Number.MAX_VALUE }, 'token_lifetime', /lives for/],
  'the last moment that counts as seconds': [{ exp: 1e11 - 1 }, 'token_lifetime', /lives for \d+ d/],
  'an iat long ago': [{ iat: at(-86400), exp: at(60) }, 'token_lifetime', /lives for 1 d/],
  'an iat before 1970': [{ iat: -1e10, exp: at(60) }, 'token_lifetime', /lives for/],

  'nbf in milliseconds': [{ nbf: ms(-1), exp: at(60) }, 'token_claims', /^nbf looks like milliseconds/],
  'iat in milliseconds': [{ iat: ms(-1), exp: at(60) }, 'token_claims', /^iat looks like milliseconds/],
  'exp in milliseconds before 1970': [{ exp: -2e11 }, 'token_claims', /^exp looks like milliseconds/],
  'nbf at the other end of numbers': [
    { nbf: -Number.MAX_VALUE, exp: at(60) },
    'token_claims',
    /^nbf looks like/,
  ],
  'not_after in seconds': [
    { not_after: at(60) },
    'token_claims',
    /^not_after looks like seconds; ASAP wants millisec/,
  ],
  'nbf at the border': [{ nbf: 1e11, exp: at(60) }, 'token_claims', /^nbf looks like milliseconds/],
  'nbf at the other border': [{ nbf: -1e11, exp: at(60) }, 'token_claims', /^nbf looks like milliseconds/],
  'nbf below the border': [{ nbf: 1e11 - 1, exp: at(60) }, 'token_not_active', /^nbf is \d+ d/],
  'not_after just too old for milliseconds': [{ not_after: 1e8 - 1 }, 'token_expired', /^not_after was/],
  'the first moment of not_after that is like seconds': [
    { not_after: 1e8 },
    'token_claims',
    /^not_after looks like seconds; ASAP wants milliseconds$/,
  ],
  'the last one': [{ not_after: 1e11 - 1 }, 'token_claims', /^not_after looks like seconds/],
  'the next one, in 1973': [{ not_after: 1e11 }, 'token_expired', /^not_after was/],
  'no end, in full': [{}, 'token_lifetime', /^no end: the token needs "exp" or "not_after"$/],
  'two ends at the same time, of which exp is told': [
    { exp: at(-60), not_after: ms(-60) },
    'token_expired',
    /^exp was/,
  ],
  'two starts at the same time, of which nbf is told': [
    { nbf: at(60), not_before: ms(60), exp: at(90) },
    'token_not_active',
    /^nbf is/,
  ],
  'not_before in seconds': [
    { not_before: at(-1), exp: at(60) },
    'token_claims',
    /^not_before looks like seconds/,
  ],
}

test.each(Object.entries(REFUSED))('%s: refused', (_name, [payload, code, detail]) => {
  const error = refusal(() => check(payload))
  expect(error.code).toBe(code)
  expect(error.detail).toMatch(detail)
})

/** As JSON has them: 1e400 is Infinity to JSON.parse. */
const NO_TIMES = ['"60"', '"1e9"', 'null', 'true', 'false', '[]', '[1800000000]', '{}', '1e400', '-1e400']

describe.each(['exp', 'nbf', 'iat', 'not_after', 'not_before'])('%s', (claim) => {
  test.each(NO_TIMES)('as %s: refused, beside a good end', (json) => {
    const good = claim === 'exp' ? { not_after: ms(60) } : { exp: at(60) }
    const error = refusal(() => check({ ...good, [claim]: JSON.parse(json) }))
    expect(error.code).toBe('token_claims')
    const problem = json.startsWith('"')
      ? 'a text: write it as a number, without quotes'
      : 'not a finite number'
    expect(error.detail).toBe(`${claim} is ${problem}`)
  })
})

const HINT = /: is a clock or time zone wrong\?$/

/** Offsets in seconds. */
const TIME_ZONES = [1800, 3600, 3600 + 80, 3600 - 80, 2 * 3600, 5.5 * 3600, 12 * 3600, 26 * 3600]
const NO_TIME_ZONES = [60, 600, 1000, 2700, 3600 + 200, 3600 - 200, 27 * 3600, 48 * 3600, 365 * 86_400]

describe('a clock that is off by about half an hour or a multiple', () => {
  test.each(TIME_ZONES)('%i s: the detail asks about the time zone', (offset) => {
    for (const payload of [
      { iat: at(-offset), exp: at(-offset + 300) },
      { nbf: at(-offset), exp: ms(-offset + 300) },
      { exp: at(-offset) },
      { not_after: ms(-offset) },
    ]) {
      expect(refusal(() => check(payload))).toMatchObject({
        code: 'token_expired',
        detail: expect.stringMatching(HINT),
      })
    }
    for (const payload of [{ iat: at(offset) }, { nbf: at(offset) }, { not_before: ms(offset) }]) {
      expect(refusal(() => check({ ...payload, exp: at(offset + 300) }))).toMatchObject({
        code: 'token_not_active',
        detail: expect.stringMatching(HINT),
      })
    }
  })

  test.each(NO_TIME_ZONES)('%i s is something else', (offset) => {
    const expired = refusal(() => check({ iat: at(-offset - 10), exp: at(-offset) }))
    expect(expired.detail).toMatch(/ago$/)
    const early = refusal(() => check({ iat: at(offset), exp: at(offset + 300) }))
    expect(early.detail).toMatch(/are both clocks set \(NTP\)\?$/)
  })
})

test('a tolerance of zero is none', () => {
  const strict = { ...LIMITS, clockTolerance: 0 }
  expect(() => checkTimes(readTimes({ exp: at(0.001) }), NOW, strict)).not.toThrow()
  expect(refusal(() => checkTimes(readTimes({ exp: at(0) }), NOW, strict)).code).toBe('token_expired')
  expect(refusal(() => checkTimes(readTimes({ iat: at(0.001), exp: at(9) }), NOW, strict)).code).toBe(
    'token_not_active',
  )
})
