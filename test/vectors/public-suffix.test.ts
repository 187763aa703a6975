import { safeParseDomains } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { vectors, vectorText } from '../support/vectors.js'

const folder = 'publicsuffix'
const isAccepted = (entry: string) => safeParseDomains([entry], { allowInternalHosts: true }).success

/** Lines of "input registrable-domain"; "null" where the input has none. */
const pairs = vectorText(folder, 'tests.txt')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('//'))
  .map((line) => line.trim().split(/\s+/) as [string, string])

/** The same as calls: checkPublicSuffix('in', 'out'). */
const calls = [...vectorText(folder, 'test_psl.txt').matchAll(/^checkPublicSuffix\((\S+), (\S+)\);/gm)].map(
  ([, input = '', output = '']) =>
    [input, output].map((text) => text.replaceAll("'", '')) as [string, string],
)

const rules = vectorText(folder, 'public_suffix_list.dat')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('//'))

describe.skipIf(!vectors(folder))('Public Suffix List', () => {
  test.each([
    ['tests.txt', pairs],
    ['test_psl.txt', calls],
  ])('%s: what has no owner cannot be listed, what has one can', (_file, cases) => {
    expect(cases.length).toBeGreaterThan(60)
    for (const [input, registrable] of cases) {
      // Names under no known suffix have an owner by the list's rule "*", and are not to be approved by a wildcard.
      const known = safeParseDomains([registrable]).success
      if (registrable === 'null') {
        expect(safeParseDomains([input]).success, input).toBe(false)
        expect(isAccepted(`*.${input}`), `*.${input}`).toBe(false)
      } else if (known) {
        expect(isAccepted(registrable), registrable).toBe(true)
        expect(isAccepted(`*.${registrable}`), `*.${registrable}`).toBe(true)
      } else {
        expect(isAccepted(`*.${registrable}`), `*.${registrable}`).toBe(false)
      }
    }
  })

  test('no rule, of either section, can be listed, bare or behind "*."', () => {
    const suffixes = rules.filter((rule) => !rule.startsWith('!')).map((rule) => rule.replace(/^\*\./, ''))
    expect(suffixes.length).toBeGreaterThan(9_000)
    const listed = new Set<string>()
    for (const rule of rules.filter((rule) => !rule.startsWith('!'))) {
      const below = rule.replace(/^\*\./, '')
      const names = rule.startsWith('*.')
        ? [`*.${below}`, `any.${below}`, `*.any.${below}`]
        : [rule, `*.${rule}`]
      for (const name of names) if (safeParseDomains([name]).success) listed.add(rule)
    }
    // The list moves on between releases of the package that has it; more than that would be a mistake.
    expect(listed.size, [...listed].join(' ')).toBeLessThan(suffixes.length / 100)
  })

  test('no wildcard above a rule can be listed', () => {
    const parents = rules.flatMap((rule) => {
      const labels = rule.replace(/^!/, '').split('.')
      return labels.slice(2).map((_, index) => labels.slice(index + 1).join('.'))
    })
    const names = new Set(parents.filter((name) => !name.startsWith('*')))
    expect(names.size).toBeGreaterThan(800)
    const listed = [...names].filter((name) => isAccepted(`*.${name}`))
    expect(listed.length, listed.join(' ')).toBeLessThan(names.size / 100)
  })

  test('every exception can be listed', () => {
    const exceptions = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
    expect(exceptions.length).toBeGreaterThan(5)
    for (const name of exceptions) {
      expect(safeParseDomains([name]).success, name).toBe(true)
      expect(safeParseDomains([`*.${name}`]).success, `*.${name}`).toBe(true)
    }
  })
})
