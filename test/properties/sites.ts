import fc from 'fast-check'
import { A_LABEL, type Entry, type Headers, IPV6 } from './origin-oracle.js'

/** An entry, and a spelling of it that the whitelist takes. */
export interface WrittenEntry extends Entry {
  readonly text: string
}

const LABELS = ['shop', 'a', 'a-b', '0', 'x'.repeat(63), A_LABEL]
/** Labels that browsers send, or that nobody may send. */
const ODD_LABELS = [
  '',
  'a_b',
  '-a',
  'a-',
  '_',
  'x'.repeat(64),
  'a,b',
  'a*b',
  '*',
  'a%b',
  'A',
  '\u00e9',
  '\u212a',
]
const HOSTS = [
  'example.com',
  'help.example.com',
  'example.co.uk',
  `${A_LABEL}.de`,
  'localhost',
  'acme.localhost',
]
const ADDRESSES = ['127.0.0.1', '[::1]']

const isLoopback = (host: string) => host.endsWith('localhost') || ADDRESSES.includes(host)

const some = (spellings: readonly string[]) => fc.constantFrom(...spellings)
const capitals = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })

const entry: fc.Arbitrary<WrittenEntry> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: some(HOSTS) }, some(ADDRESSES)),
    fc.option(some(LABELS), { freq: 2, nil: undefined }),
    fc.boolean(),
    some(['', '', '', ':443', ':8443', ':80', ':*']),
    capitals,
    fc.boolean(),
  )
  .map(([base, label, isWild, port, upper, isUnicode]) => {
    const isAddress = ADDRESSES.includes(base)
    const host = label === undefined || isAddress ? base : `${label}.${base}`
    const wildcard = isWild && !isAddress
    const ownPort = port === ':*' && !isLoopback(host) ? '' : port
    const spelling = isUnicode ? host.replaceAll(A_LABEL, 'b\u00fccher') : withCapitals(host, upper)
    return {
      wildcard,
      host,
      port: ownPort === '' || ownPort === ':443' ? undefined : ownPort.slice(1),
      text: `${wildcard ? '*.' : ''}${spelling}${ownPort}`,
    }
  })

/** One to five entries, none twice. */
export const whitelist = fc.uniqueArray(entry, { minLength: 1, maxLength: 5, selector: normalForm })

/** How the whitelist prints an entry. */
export function normalForm({ wildcard, host, port }: Entry): string {
  return `${wildcard ? '*.' : ''}${host}${port === undefined ? '' : `:${port}`}`
}

function withCapitals(text: string, upper: readonly boolean[]): string {
  return text.replace(/[a-z]/g, (letter, place: number) =>
    upper[place % upper.length] ? letter.toUpperCase() : letter,
  )
}

/** Hosts that have to do with those of a whitelist. */
function hostNear(entries: readonly Entry[]): fc.Arbitrary<string> {
  const host = fc.oneof(some(entries.map((listed) => listed.host)), some([...HOSTS, ...ADDRESSES, ...IPV6]))
  return fc.oneof(
    { weight: 3, arbitrary: host },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.array(fc.oneof(some(LABELS), some(ODD_LABELS)), { minLength: 1, maxLength: 3 }), host)
        .map(([labels, behind]) => [...labels, behind].join('.')),
    },
    fc
      .tuple(host, fc.integer({ min: 110, max: 130 }))
      .map(([behind, labels]) => `${'a.'.repeat(labels)}${behind}`),
    host.map((behind) => `evil${behind}`),
    host.map((behind) => `${behind}.evil.example`),
    host.map((behind) => `${behind}.`),
    host.map((name) => name.split('.').slice(1).join('.')),
    some([
      '127.0.0.2',
      '127.1',
      '0x7f.0.0.1',
      '1',
      '256.0.0.1',
      '[0:0::1]',
      '[::ffff:127.0.0.1]',
      '',
      '.',
      '1..',
    ]),
  )
}

const SCHEMES = [
  'https',
  'https',
  'https',
  'http',
  'http',
  'wss',
  'ftp',
  'capacitor',
  'a+b',
  'file',
  'HTTPS',
  'blob',
  '',
]
const PORTS = ['', '', '', '', ':443', ':80', ':8443', ':0', ':0443', ':65535', ':65536', ':', ':8443x', ':*']
const SIGNS = [
  'A',
  '@',
  '%41',
  ' ',
  '\t',
  '\n',
  '\0',
  '\u00e9',
  '\u212a',
  ',',
  '\\',
  '/',
  '?',
  '#',
  '*',
  '.',
  ':',
  '0',
  ', https://a.b',
]

const authority = (entries: readonly Entry[]) =>
  fc
    .tuple(
      some(SCHEMES),
      some(['://', '://', '://', '://', '://', ':/', ':', '//', ':///']),
      hostNear(entries),
      some(PORTS),
    )
    .map((parts) => parts.join(''))

/** Whether the oracle knows what a text is once a sign is put into it: see `A_LABEL` and `IPV6`. */
const mayChange = (text: string) => !/xn--|\[/i.test(text)

/** A text with, sometimes, one sign put into it. */
const changed = (texts: fc.Arbitrary<string>) =>
  fc
    .tuple(texts, fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.tuple(fc.nat(), some(SIGNS))))
    .map(([text, change]) => {
      if (change === undefined || !mayChange(text)) return text
      const place = change[0] % (text.length + 1)
      return text.slice(0, place) + change[1] + text.slice(place)
    })

const RESTS = [
  '',
  '',
  '/',
  '/a/b?c=d#e',
  '?a',
  '#a',
  '/.a/..b/...',
  "/a'b?c",
  '/%41%zz',
  '/a//b',
  '?/../',
  '#/../',
]
/** What no browser writes. */
const ODD_RESTS = [
  '/../',
  '/a/./b',
  '/%2E%2e',
  '/a b',
  '/\u00e9',
  '/a"b',
  '/a\\b',
  '?a b',
  "?a'b",
  '#a b',
  '/a<b',
]

/** The two headers, of which there may be one, both or none. */
export function headersNear(entries: readonly Entry[]): fc.Arbitrary<Headers> {
  const origin = fc.oneof(
    { weight: 12, arbitrary: changed(authority(entries)) },
    fc.constant('null'),
    fc.string({ unit: 'binary' }),
  )
  const address = fc
    .tuple(authority(entries), fc.oneof({ weight: 3, arbitrary: some(RESTS) }, some(ODD_RESTS)), capitals)
    .map(([text, rest, upper]) => (upper[0] ? withCapitals(text, upper) : text) + rest)
  const referer = fc.oneof({ weight: 12, arbitrary: changed(address) }, fc.string({ unit: 'binary' }))
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ origin }) },
    { weight: 5, arbitrary: fc.record({ referer }) },
    fc.record({ origin, referer }),
    fc.constant({}),
  )
}
