import { expect, test } from 'vitest'
import { parseDomains } from '../../src/domains/domains.js'
import { knownSites } from '../../src/site/known-sites.js'
import { callingSite } from '../../src/site/site.js'
import { ORIGIN_CASES, REFERER_CASES, WHITELIST } from './origin-cases.js'

const settings = {
  domains: parseDomains(WHITELIST),
  selfOrigin: undefined,
  reportOnly: false,
  apps: { origins: ['capacitor://localhost'] },
}

test('a remembered site is decided as an unknown one, whatever was asked before', () => {
  const siteFor = knownSites(settings)
  const cases = [...ORIGIN_CASES, ...REFERER_CASES].map(([, headers]) => headers)
  for (const headers of [...cases, ...cases, ...cases.reverse()]) {
    for (const fromBrowser of [true, false, true]) {
      const fetchMetadata = fromBrowser ? { 'sec-fetch-site': 'cross-site' } : {}
      expect(siteFor({ headers: { ...headers, ...fetchMetadata } })).toEqual(
        callingSite(settings, headers, fromBrowser),
      )
    }
  }
})

test('an approved origin is looked at once', () => {
  const siteFor = knownSites(settings)
  const request = { headers: { origin: 'https://help.example.com' } }
  expect(siteFor(request)).toBe(siteFor(request))
})

test('more sites than are remembered are decided all the same', () => {
  const siteFor = knownSites(settings)
  for (const round of [1, 2]) {
    for (let site = 0; site < 5_000; site += 1) {
      const origin = `https://site-${site}.example.org`
      expect(siteFor({ headers: { origin } }), `${round}`).toMatchObject({ standing: 'approved', origin })
    }
  }
})

test('a Referer is not taken for the Origin that was remembered', () => {
  const siteFor = knownSites(settings)
  const origin = 'https://help.example.com'
  expect(siteFor({ headers: { origin } })).toMatchObject({ standing: 'approved' })
  expect(siteFor({ headers: { referer: 'https://evil.example/' } })).toMatchObject({
    code: 'origin_not_whitelisted',
  })
  expect(siteFor({ headers: { origin: `${origin}/` } })).toMatchObject({ code: 'origin_malformed' })
  expect(siteFor({ headers: { referer: `${origin}/` } })).toMatchObject({ standing: 'approved' })
  expect(siteFor({ headers: { origin: `${origin}/` } })).toMatchObject({ code: 'origin_malformed' })
})
