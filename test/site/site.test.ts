import { expect, test } from 'vitest'
import { parseDomains } from '../../src/domains/domains.js'
import { callingSite, type Site, type SiteSettings } from '../../src/site/site.js'

const strict: SiteSettings = {
  domains: parseDomains(['help.example.com']),
  selfOrigin: 'https://desk.example.net',
  reportOnly: false,
}
const trial = { ...strict, reportOnly: true }
const withApps = { ...strict, apps: { origins: ['ionic://localhost', 'capacitor://localhost'] } }

const trialWithApps = { ...withApps, reportOnly: true }

const approved = 'https://help.example.com'
const rogue = 'https://evil.example'

const CASES: readonly [name: string, SiteSettings, headers: object, fromBrowser: boolean, expected: Site][] =
  [
    [
      'a listed site',
      strict,
      { origin: approved },
      true,
      { standing: 'approved', origin: approved, domain: strict.domains[0] },
    ],
    [
      'selfOrigin',
      strict,
      { origin: strict.selfOrigin },
      true,
      { standing: 'approved', origin: 'https://desk.example.net' },
    ],
    [
      'a rogue site',
      strict,
      { origin: rogue },
      true,
      { standing: 'refused', origin: rogue, code: 'origin_not_whitelisted' },
    ],
    [
      'a rogue site on trial',
      trial,
      { origin: rogue },
      true,
      { standing: 'reported', origin: rogue, code: 'origin_not_whitelisted' },
    ],
    [
      'a listed site on trial',
      trial,
      { origin: approved },
      true,
      { standing: 'approved', origin: approved, domain: strict.domains[0] },
    ],
    [
      'an app with a web view',
      strict,
      { origin: 'capacitor://localhost' },
      true,
      { standing: 'refused', origin: 'capacitor://localhost', code: 'origin_not_whitelisted' },
    ],
    [
      'an app with a web view on trial',
      trial,
      { origin: 'capacitor://localhost' },
      true,
      { standing: 'reported', origin: 'capacitor://localhost', code: 'origin_not_whitelisted' },
    ],
    ['null on trial', trial, { origin: 'null' }, true, { standing: 'refused', code: 'origin_opaque' }],
    ['nonsense on trial', trial, { origin: 'x' }, true, { standing: 'refused', code: 'origin_malformed' }],
    ['nothing', strict, {}, false, { standing: 'refused', code: 'origin_missing' }],
    ['nothing on trial', trial, {}, true, { standing: 'reported', code: 'origin_missing' }],
    ['nothing, from an app', withApps, {}, false, { standing: 'app', code: 'origin_missing' }],
    [
      'a listed web view',
      withApps,
      { origin: 'capacitor://localhost' },
      true,
      { standing: 'app', origin: 'capacitor://localhost', code: 'origin_not_whitelisted' },
    ],
    ['nothing, from an app on trial', trialWithApps, {}, false, { standing: 'app', code: 'origin_missing' }],
    ['nothing, from a browser', withApps, {}, true, { standing: 'refused', code: 'origin_missing' }],
    [
      'null, from an app',
      withApps,
      { origin: 'null' },
      false,
      { standing: 'refused', code: 'origin_opaque' },
    ],
    [
      'a rogue site, from an app',
      withApps,
      { origin: rogue },
      false,
      { standing: 'refused', origin: rogue, code: 'origin_not_whitelisted' },
    ],
  ]

test.each(CASES)('%s', (_name, settings, headers, fromBrowser, expected) => {
  expect(callingSite(settings, headers, fromBrowser)).toEqual(expected)
})
