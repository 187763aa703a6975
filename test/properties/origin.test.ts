import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDomains } from '../../src/domains/domains.js'
import { knownSites } from '../../src/site/known-sites.js'
import { checkOrigin } from '../../src/site/origin.js'
import type { RequestHeaders } from '../../src/site/request-headers.js'
import type { SiteSettings } from '../../src/site/site.js'
import { runs } from '../support/runs.js'
import { decide, type Entry, type Headers } from './origin-oracle.js'
import { headersNear, normalForm, type WrittenEntry, whitelist } from './sites.js'

const listOf = (entries: readonly WrittenEntry[]) => parseDomains(entries.map(({ text }) => text))

test('checkOrigin decides as RFC 6454 and the host sources of CSP do', () => {
  const cases = whitelist.chain((entries) => fc.tuple(fc.constant(entries), headersNear(entries)))
  fc.assert(
    fc.property(cases, ([entries, headers]) => {
      const { code, origin, entry } = decide(entries, headers)
      const expected = entry ? { allowed: true, origin, domain: normalForm(entry) } : { allowed: false, code }
      expect(checkOrigin(listOf(entries), headers)).toEqual(expected)
    }),
    runs(2500),
  )
})

/** A request, as the oracle and as the guard read it. */
interface Request extends Headers {
  readonly fetchSite?: string | undefined
  readonly hosts: readonly string[]
  /** Every line of Referer is sent twice. */
  readonly isTwice: boolean
}

const SELF = 'https://desk.example.net:8443'
const APPS = ['capacitor://localhost', 'https://appassets.androidplatform.net', 'chrome-extension://abc']

const requestNear = (entries: readonly Entry[]): fc.Arbitrary<Request> =>
  fc
    .record({
      headers: fc.oneof(
        { weight: 4, arbitrary: headersNear(entries) },
        fc.constantFrom(...[SELF, ...APPS, 'null'].map((origin) => ({ origin }))),
        fc.constant({}),
      ),
      fetchSite: fc.constantFrom(undefined, 'same-origin', 'same-site', 'cross-site', 'none'),
      hosts: fc.constantFrom(
        ['desk.example.net:8443'],
        ['DESK.example.net:8443'],
        ['desk.example.net'],
        ['desk.example.net:8443', 'desk.example.net:8443'],
        ['evil.example'],
        [],
      ),
      isTwice: fc.boolean(),
    })
    .map(({ headers, ...others }) => ({ ...headers, ...others }))

/** What `node:http` makes of it. */
function received({ origin, referer, fetchSite, hosts, isTwice }: Request): RequestHeaders {
  const lines = (name: string, values: readonly (string | undefined)[]) =>
    values.flatMap((value) => (value === undefined ? [] : [name, value]))
  const rawHeaders = [
    ...lines('Host', hosts),
    ...lines('Origin', [origin]),
    ...lines('Referer', isTwice ? [referer, referer] : [referer]),
    ...lines('Sec-Fetch-Site', [fetchSite]),
  ]
  const headers = { host: hosts[0], origin, referer, 'sec-fetch-site': fetchSite }
  return { rawHeaders, headers }
}

interface Settings extends Pick<SiteSettings, 'selfOrigin' | 'reportOnly' | 'apps'> {
  readonly entries: readonly WrittenEntry[]
}

/** What the contract says of a site, beyond the whitelist. */
function standing({ entries, selfOrigin, reportOnly, apps }: Settings, request: Request): object {
  const { origin, referer, fetchSite, hosts, isTwice } = request
  const isHidden = origin === 'null' || (origin === undefined && referer === undefined)
  const isOwn =
    fetchSite === 'same-origin' && hosts.length === 1 && hosts[0]?.toLowerCase() === 'desk.example.net:8443'
  const isMisread = origin === undefined && referer !== undefined && isTwice
  const decision = decide(entries, selfOrigin && isHidden && isOwn ? { origin: SELF } : request)
  const code = isMisread ? 'origin_malformed' : (decision.code ?? 'none')

  if (!isMisread && selfOrigin !== undefined && decision.origin === SELF)
    return { standing: 'approved', origin: SELF }
  if (!isMisread && decision.entry)
    return { standing: 'approved', origin: decision.origin, domain: normalForm(decision.entry) }
  const isWebView = origin !== undefined && apps?.origins.includes(origin)
  if (isWebView) return { standing: 'app', code: 'origin_not_whitelisted' }
  if (apps && code === 'origin_missing' && fetchSite === undefined) return { standing: 'app', code }
  const isReported = reportOnly && code !== 'origin_opaque' && code !== 'origin_malformed'
  return { standing: isReported ? 'reported' : 'refused', code }
}

test('a guard places each of many calls as the contract says, whatever came before', () => {
  const cases = whitelist.chain((entries) =>
    fc.record({
      settings: fc.record({
        entries: fc.constant(entries),
        selfOrigin: fc.option(fc.constant(SELF), { nil: undefined }),
        reportOnly: fc.boolean(),
        apps: fc.option(fc.constant({ origins: APPS }), { nil: undefined }),
      }),
      requests: fc.array(requestNear(entries), { minLength: 1, maxLength: 6 }),
      repeated: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(cases, ({ settings, requests, repeated }) => {
      const siteFor = knownSites({ ...settings, domains: listOf(settings.entries) })
      for (const request of repeated ? [...requests, ...requests] : requests)
        expect(siteFor(received(request))).toMatchObject(standing(settings, request))
    }),
    runs(1500),
  )
})
