import { describe, expect, test } from 'vitest'
import { CASES_BY_CHANGE, type Case } from '../site/origin-cases.js'
import { expectNothingUnhandled } from '../support/unhandled.js'
import { ENTRY_POINTS } from './entry-points.js'

expectNothingUnhandled()

test('there are hundreds of cases', () => {
  expect(CASES_BY_CHANGE.flatMap(([, cases]) => cases).length).toBeGreaterThan(800)
})

describe.each(Object.entries(ENTRY_POINTS))('%s', (_name, decide) => {
  test.each(CASES_BY_CHANGE)('%s', async (_changed, cases) => {
    const faults: string[] = []
    for (const row of cases) faults.push(...(await faultsOf(row)))
    expect(faults).toEqual([])
  })

  async function faultsOf([name, headers, expected]: Case): Promise<readonly string[]> {
    const decision = await decide(headers)
    if (decision === undefined) return []
    const { allowed, domain, code = 'no code', fault } = decision
    const isRefusal = expected === 'refused' || expected.startsWith('origin_')
    const asExpected = isRefusal
      ? !allowed && (expected === 'refused' ? code.startsWith('origin_') : code === expected)
      : allowed && (domain ?? expected) === expected
    return [
      ...(asExpected ? [] : [`${name}: ${allowed ? `allowed by ${domain}` : code} instead of ${expected}`]),
      ...(fault === undefined ? [] : [`${name}: ${fault}`]),
    ]
  }
})

/** A Referer is an address: these are pages of approved hosts. */
const IS_PAGE = /^(?:https:\/\/help\.example\.com(?::443)?|https?:\/\/localhost(?::\d+)?)(?:[/?#]|$)/i

test('as Referer, no hostile origin passes but the addresses of pages of approved sites', async () => {
  const hostile = CASES_BY_CHANGE.flatMap(([, cases]) => cases).filter(
    ([, , expected]) => expected === 'refused',
  )
  const passed: string[] = []
  for (const [name, { origin: referer = '' }] of hostile) {
    const decision = await ENTRY_POINTS.guard({ referer })
    if (decision?.allowed && !IS_PAGE.test(referer)) passed.push(name)
    if (decision?.fault !== undefined) passed.push(`${name}: ${decision.fault}`)
  }
  expect(passed).toEqual([])
})

test('after all of them, an approved site is still let in', async () => {
  const decision = await ENTRY_POINTS.guard({ origin: 'https://help.example.com' })
  expect(decision).toEqual({ allowed: true, domain: 'help.example.com', fault: undefined })
})
