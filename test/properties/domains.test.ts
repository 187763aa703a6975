import { domainToUnicode } from 'node:url'
import { AsapConfigError, parseDomains, safeParseDomains } from 'asap-guard'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configError } from '../support/refusal.js'
import { runs } from '../support/runs.js'

const some = (texts: readonly string[]) => fc.constantFrom(...texts)
/** Mostly one of the good ones, so that many entries are good as a whole. */
const mostly = (good: readonly string[], odd: readonly string[]) =>
  fc.oneof({ weight: 9, arbitrary: some(good) }, some(odd))

const STARTS = mostly(['', '*.'], ['*', '.', 'https://', 'http://', '"', '*.*.'])
const LABELS = mostly(
  ['a', 'www', 'help', 'a-b', '0', 'x'.repeat(63), 'xn--bcher-kva', 'b\u00fccher', 'fa\u00df', '\u05d0'],
  [
    '',
    '-a',
    'a_b',
    'x'.repeat(64),
    '*',
    '1',
    'xn--a',
    'xn--',
    '\u0130',
    '\u1e9e',
    '\u10a0',
    '\u212a',
    '\u00ad',
    'a\u0301',
    '\uff41',
  ],
)
const DOTS = mostly(['.'], ['\u3002', '..', '\uff0e'])
const ENDS = mostly(
  ['com', 'org', 'co.uk', 'de', 'localhost', 'internal'],
  ['github.io', 'amazonaws.com', 'example', 'de.', '127.0.0.1', '[::1]', ''],
)
const PORTS = mostly(['', '', ':443', ':8443', ':*'], [':0', ':080', ':65536', ':65535', ':'])
const SIGNS = some([
  ' ',
  '\t',
  '@',
  '%',
  '/',
  '\\',
  '?',
  '#',
  ':',
  '*',
  '.',
  ',',
  '"',
  '\u200b',
  '\u0131',
  '\ufeff',
  'A',
])

/** Entries, and texts that differ from one in a sign. */
const nearEntry = fc
  .tuple(
    STARTS,
    fc.array(fc.oneof({ weight: 19, arbitrary: LABELS }, fc.string({ unit: 'grapheme', maxLength: 3 })), {
      maxLength: 3,
    }),
    DOTS,
    ENDS,
    PORTS,
    fc.boolean(),
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.tuple(fc.nat(), SIGNS)),
  )
  .map(([start, labels, dot, end, port, isUpper, change]) => {
    const written = `${start}${[...labels, end].join(dot)}${port}`
    const text = isUpper ? written.toUpperCase() : written
    if (change === undefined) return text
    const place = change[0] % (text.length + 1)
    return text.slice(0, place) + change[1] + text.slice(place)
  })

const texts = fc.array(fc.oneof({ weight: 9, arbitrary: nearEntry }, fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 2,
})
const options = fc.record({ allowInternalHosts: fc.boolean() })

/** What the URL parser makes of an entry: its host, and its port where it is not the default one. */
function meaning(entry: string): string {
  const hostAndPort = entry.replace(/^\*\./, '').replace(/:\*$/, ':1')
  const { host, pathname, search, hash, username } = new URL(`https://${hostAndPort}`)
  expect([pathname, search, hash, username]).toEqual(['/', '', '', ''])
  return `${entry.startsWith('*.')} ${host} ${entry.endsWith(':*')}`
}

/** What may be written for a domain, in small letters: each label as an A-label, or as browsers show it. */
function spellings(domain: string): string[] {
  return domain.split('.').reduce<string[]>(
    (starts, label, index) => {
      const [name = '', ...port] = label.split(':')
      const ways = new Set([
        label,
        [name.startsWith('xn--') ? domainToUnicode(name) : name, ...port].join(':'),
      ])
      return starts.flatMap((start) => Array.from(ways, (way) => (index === 0 ? way : `${start}.${way}`)))
    },
    [''],
  )
}

const spelt = (entry: string) => entry.toLowerCase().replace(/:443$/, '')

const LABEL = '(?!-)[a-z0-9-]{1,63}(?<!-)'
const CANONICAL = new RegExp(
  `^(?:(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*|\\[::1\\])(?::(?:[1-9][0-9]{0,4}|\\*))?$`,
)

test('an accepted entry is printed in its one form, which means what was written', () => {
  fc.assert(
    fc.property(texts, options, (list, how) => {
      const result = safeParseDomains(list, how)
      if (!result.success) return
      const { data } = result
      expect(data.map(meaning)).toEqual(list.map(meaning))
      for (const [index, domain] of data.entries())
        expect(spellings(domain)).toContain(spelt(list[index] as string))
      for (const domain of data) {
        expect(domain).toMatch(CANONICAL)
        expect(domain).not.toMatch(/:443$/)
        expect(domain.replace(/^\*\./, '').replace(/:[^:\]]*$/, '').length).toBeLessThanOrEqual(253)
      }
      expect(Object.isFrozen(data)).toBe(true)
      expect(safeParseDomains(data, how)).toEqual(result)
      expect(parseDomains([...data], how)).toEqual(data)
    }),
    runs(2500),
  )
})

test('a refused entry is told with a spelling that is accepted, or with none', () => {
  fc.assert(
    fc.property(texts, options, (list, how) => {
      const result = safeParseDomains(list, how)
      if (result.success) return
      expect(result.issues.length).toBeGreaterThan(0)
      expect(configError(() => parseDomains(list, how)).issues).toEqual(result.issues)
      for (const { suggestion } of result.issues) {
        if (suggestion !== undefined)
          expect(safeParseDomains([suggestion], how)).toEqual({ success: true, data: [suggestion] })
      }
    }),
    runs(1000),
  )
})

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
})

test('whatever is handed over, it is a list of domains or an AsapConfigError', () => {
  const list = fc.oneof(anything, fc.array(fc.oneof(anything, nearEntry)))
  fc.assert(
    fc.property(list, fc.oneof(options, anything, fc.constantFrom(null, undefined, [], 1)), (value, how) => {
      const result = safeParseDomains(value, how as object)
      try {
        expect({ success: true, data: parseDomains(value, how as object) }).toEqual(result)
      } catch (error) {
        if (!(error instanceof AsapConfigError)) throw error
        expect({ success: false, issues: error.issues }).toEqual(result)
      }
    }),
    runs(500),
  )
})
