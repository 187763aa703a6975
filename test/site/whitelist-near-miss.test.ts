import { describe, expect, test } from 'vitest'
import { parseDomains } from '../../src/domains/domains.js'
import { checkOrigin } from '../../src/site/origin.js'
import { whitelistNearMiss } from '../../src/site/whitelist-near-miss.js'
import { growth, LINEAR } from '../support/growth.js'

const nearMiss = (listed: readonly string[], site: string) =>
  whitelistNearMiss(parseDomains(listed, { allowInternalHosts: true }), new URL(site))

/** The sentence, from the listed entry on. */
const listTo = (entry: string, standsFor: string, proposals: string) =>
  `"${entry}" is listed, which ${standsFor}. If the site is yours, list ${proposals} as well.`
const alone = 'stands for that host alone'
const onPort = (port: string) => `stands for ${port} alone`
const letter = (entry: string) =>
  `"${entry}" is listed and differs in one letter: either it is misspelt, or this site imitates it.`

type Row = readonly [name: string, entry: string, site: string, sentence: string]

const PORTS: readonly Row[] = [
  [
    'localhost is listed, and the page is on the port of Vite',
    'localhost',
    'http://localhost:5173',
    listTo('localhost', onPort('the default port'), '"localhost:5173" or "localhost:*"'),
  ],
  [
    'an entry for port 443 of localhost would not stand for it over http',
    'localhost',
    'http://localhost:443',
    listTo('localhost', onPort('the default port'), '"localhost:*"'),
  ],
  [
    'localhost is listed with another port',
    'localhost:3000',
    'http://localhost',
    listTo('localhost:3000', onPort('port 3000'), '"localhost" or "localhost:*"'),
  ],
  [
    'a host is listed without the port of the page',
    'help.example.com',
    'https://help.example.com:8443',
    listTo('help.example.com', onPort('the default port'), '"help.example.com:8443"'),
  ],
  [
    'an internal host is listed without the port of the page',
    'intranet',
    'https://intranet:8443',
    listTo('intranet', onPort('the default port'), '"intranet:8443"'),
  ],
  [
    'a host is listed with a port, and the page has none',
    'help.example.com:8443',
    'https://help.example.com',
    listTo('help.example.com:8443', onPort('port 8443'), '"help.example.com"'),
  ],
  [
    'a host is listed with another port',
    'help.example.com:8443',
    'https://help.example.com:8444',
    listTo('help.example.com:8443', onPort('port 8443'), '"help.example.com:8444"'),
  ],
  [
    'subdomains are listed without the port of the page, whose name is as long as can be',
    '*.example.org',
    `https://${'a.'.repeat(121)}example.org:8443`,
    listTo('*.example.org', onPort('the default port'), `"${'a.'.repeat(121)}example.org:8443"`),
  ],
  [
    'subdomains are listed without the port of the page',
    '*.example.org',
    'https://a.example.org:8443',
    listTo('*.example.org', onPort('the default port'), '"a.example.org:8443"'),
  ],
]

const NAMES: readonly Row[] = [
  [
    'the bare name is listed instead of www',
    'example.com',
    'https://www.example.com',
    listTo('example.com', alone, '"www.example.com"'),
  ],
  [
    'www is listed instead of the bare name',
    'www.example.com',
    'https://example.com',
    listTo('www.example.com', alone, '"example.com"'),
  ],
  [
    'www on a port',
    'example.com:8443',
    'https://www.example.com:8443',
    listTo('example.com:8443', alone, '"www.example.com:8443"'),
  ],
  [
    'a subdomain of a host that is listed without "*."',
    'example.com',
    'https://a.shop.example.com',
    listTo('example.com', alone, '"a.shop.example.com"'),
  ],
  [
    'a wildcard does not stand for its own name',
    '*.example.org',
    'https://example.org',
    listTo('*.example.org', 'stands for subdomains, not for example.org itself', '"example.org"'),
  ],
  [
    'another name of the same machine',
    'localhost:*',
    'http://127.0.0.1:3000',
    listTo('localhost:*', 'is another host than 127.0.0.1', '"127.0.0.1:3000" or "127.0.0.1:*"'),
  ],
  ['one letter changed', 'help.example.com', 'https://halp.example.com', letter('help.example.com')],
  ['one letter too many', 'help.example.com', 'https://help.example.comm', letter('help.example.com')],
  ['two letters swapped', 'help.example.com', 'https://help.exmaple.com', letter('help.example.com')],
  [
    'one letter left out, on a port',
    'help.example.com:8443',
    'https://elp.example.com',
    letter('help.example.com:8443'),
  ],
  [
    'one letter of the name behind a wildcard',
    '*.example.org',
    'https://a.b.exampel.org',
    letter('*.example.org'),
  ],
  [
    'a wildcard for a name with a misspelt own name',
    '*.example.org',
    'https://exmaple.org',
    letter('*.example.org'),
  ],
  ['a dot at the end', 'help.example.com', 'https://help.example.com.', letter('help.example.com')],
]

describe('names what is listed instead', () => {
  test.each([...PORTS, ...NAMES])('%s: %s listed, call from %s', (_name, entry, site, sentence) => {
    expect(nearMiss([entry], site)).toBe(sentence)
    expect(nearMiss(['unlike.example.net', entry], site)).toBe(sentence)
  })

  test('and https, where the page has to move there as well', () => {
    expect(nearMiss(['example.com'], 'http://www.example.com')).toBe(
      '"example.com" is listed, which stands for that host alone. If the site is yours, list "www.example.com" as well and serve it over https.',
    )
  })

  test('the surest near miss first, whatever the order of the entries', () => {
    for (const listed of [
      ['halp.example.com', 'help.example.com:8443'],
      ['help.example.com:8443', 'halp.example.com'],
    ]) {
      expect(nearMiss(listed, 'https://help.example.com')).toMatch(/^"help\.example\.com:8443" is listed, /)
    }
  })
})

describe('an entry that it proposes lets the site in', () => {
  test.each([...PORTS, ...NAMES])('%s: %s listed, call from %s', (_name, entry, site, sentence) => {
    const [, ...proposals] = Array.from(sentence.matchAll(/"([^"]+)"/g), ([, quoted]) => quoted as string)
    for (const proposal of proposals) {
      const domains = parseDomains([entry, proposal], { allowInternalHosts: true })
      expect(checkOrigin(domains, { origin: site })).toMatchObject({ allowed: true })
    }
  })
})

test.each([
  ['a rogue site', 'help.example.com', 'https://evil.example'],
  ['a sibling', 'help.example.com', 'https://shop.example.com'],
  ['the parent', 'help.example.com', 'https://example.com'],
  ['a host that ends like it', 'help.example.com', 'https://evil-help.example.com'],
  ['a host that begins like it', 'help.example.com', 'https://help.example.com.evil.example'],
  ['two letters off', 'help.example.com', 'https://halp.exemple.com'],
  ['a subdomain that browsers never name', 'help.example.com', 'https://*.help.example.com'],
  ['a subdomain that cannot be listed', 'help.example.com', "https://a'b.help.example.com"],
  ['a port that cannot be listed', 'help.example.com', 'https://help.example.com:0'],
  ['a name that is too long to be one', 'help.example.com', `https://${'a.'.repeat(8_000)}help.example.com`],
  ['a misspelt name that is too long to be one', '*.example.org', `https://b${'a.'.repeat(121)}exampel.org`],
  ['the bare name where subdomains of www are listed', '*.www.example.com', 'https://example.com'],
  ['an internal host', 'intranet', 'https://extranet.example.com'],
])('says nothing of %s', (_name, entry, site) => {
  expect(nearMiss([entry], site)).toBeUndefined()
})

test.each(['a', 'a.', '-', '1.'])('a long name of %j is read in time that grows with it alone', (part) => {
  const domains = parseDomains(['help.example.com', '*.example.org', 'localhost:*'])
  const ratio = growth((length) => {
    whitelistNearMiss(domains, new URL(`https://${part.repeat(length / part.length)}x.example.org`))
  })
  expect(ratio).toBeLessThan(LINEAR)
})
