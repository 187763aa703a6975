import { checkOrigin, type Domain, parseDomains, safeParseDomains } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { vectorList, vectors } from '../support/vectors.js'

interface UrlVector {
  readonly input: string
  readonly base?: string | null
  readonly failure?: boolean
  readonly href?: string
  readonly origin?: string
  readonly protocol?: string
  readonly username?: string
  readonly password?: string
  readonly host?: string
  readonly hostname?: string
}

/** Comments between the vectors are strings. */
const all = [
  ...vectorList<UrlVector | string>('wpt-url', 'urltestdata.json'),
  ...vectorList<UrlVector | string>('wpt-url', 'urltestdata-javascript-only.json'),
  ...vectorList<UrlVector | string>('ada-url', 'ada_extra_urltestdata.json'),
].filter((vector): vector is UrlVector => typeof vector === 'object')

const failures = all.filter(({ failure, base }) => failure && (!base || base === 'about:blank'))
const successes = all.filter(({ failure, origin }) => !failure && origin !== undefined && origin !== 'null')
/** Some vectors of the common schemes name no origin, though they have one. */
const opaque = all.filter(({ failure, origin, protocol = '' }) => {
  return !failure && (origin === 'null' || (origin === undefined && !/^(?:https?|wss?|ftp):$/.test(protocol)))
})

const FIXED = ['example.com', '*.example.com', 'localhost'].map((entry) => parseDomains([entry]))
const OTHER = parseDomains(['other.example.org'])
const LOOPBACK = /^(?:(?:.+\.)?localhost|127\.0\.0\.1|\[::1\])$/

/** The whitelist that names the host of a vector, if it can be listed. */
function listOf({ host = '' }: UrlVector): readonly Domain[] | undefined {
  const result = safeParseDomains([host], { allowInternalHosts: true })
  return result.success ? result.data : undefined
}

describe.skipIf(!vectors('wpt-url'))('web-platform-tests: url', () => {
  test('the files are what they are taken for', () => {
    expect([failures.length, successes.length, opaque.length].every((count) => count > 150)).toBe(true)
  })

  test('1. what is no URL is no origin, and no referer', () => {
    for (const { input } of failures) {
      for (const domains of FIXED) {
        const said = JSON.stringify(input)
        expect(checkOrigin(domains, { origin: input }), said).toEqual({
          allowed: false,
          code: 'origin_malformed',
        })
        expect(checkOrigin(domains, { referer: input }), said).toEqual({
          allowed: false,
          code: 'origin_malformed',
        })
      }
    }
  })

  test('2. the origin of a URL, and the URL as referer, are let in by its host alone', () => {
    const counts = { allowed: 0, refused: 0 }
    for (const vector of successes) {
      const { origin = '', href = '', hostname = '', protocol, username, password } = vector
      const said = JSON.stringify(vector)
      for (const headers of [{ origin }, { referer: href }]) {
        expect(checkOrigin(OTHER, headers).allowed, said).toBe(false)
      }
      const domains = listOf(vector)
      if (!domains) continue
      const secure = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
      expect(checkOrigin(domains, { origin }).allowed, said).toBe(secure)
      // A Referer never holds user information: that would be another address than it looks like.
      const plain = /^https?:/.test(href) && !username && !password
      expect(checkOrigin(domains, { referer: href }).allowed, said).toBe(secure && plain)
      counts[secure ? 'allowed' : 'refused'] += 1
    }
    expect(counts.allowed).toBeGreaterThan(20)
    expect(counts.refused).toBeGreaterThan(50)
  })

  test('3. whatever is not its own serialisation is no origin', () => {
    let differing = 0
    for (const vector of successes) {
      if (vector.input === vector.origin) continue
      differing += 1
      for (const domains of [...FIXED, listOf(vector) ?? OTHER]) {
        expect(checkOrigin(domains, { origin: vector.input }), JSON.stringify(vector)).toEqual({
          allowed: false,
          code: 'origin_malformed',
        })
      }
    }
    expect(differing).toBeGreaterThan(200)
  })

  test('4. URLs without an origin are let in as nothing', () => {
    for (const vector of opaque) {
      for (const domains of [...FIXED, listOf(vector) ?? OTHER]) {
        for (const headers of [{ origin: vector.href ?? '' }, { referer: vector.href ?? '' }]) {
          expect(checkOrigin(domains, headers).allowed, JSON.stringify(vector)).toBe(false)
        }
      }
    }
  })
})
