import { asapGuard } from 'asap-guard'
import { expect, test } from 'vitest'
import { configError } from '../support/refusal.js'

export const SECRET = 'only-the-two-of-us-know-this-long-text'
export const OTHER_SECRET = 'and-this-one-is-known-to-us-alone-too!'

/** The least that a guard needs. */
export const GOOD = { domains: ['help.example.com'], secret: SECRET }

/** What a guard needs beside its keys. */
export const DOMAINS = { domains: GOOD.domains }

/** What is wrong with the options of a guard. */
export const problemsOf = (options: object) => configError(() => asapGuard(options as typeof GOOD)).issues

/** Options beside those that a guard needs, and the one thing that is wrong with them. */
export type Refused = readonly [
  options: object,
  path: readonly (string | number)[],
  message: RegExp,
  suggestion?: string,
]

/** Each row is refused for one reason. */
export function testRefused(rows: Readonly<Record<string, Refused>>, needed: object = GOOD): void {
  test.each(Object.entries(rows))('%s: refused', (_name, [options, path, message, suggestion]) => {
    const issues = problemsOf({ ...needed, ...options })
    expect(issues).toEqual([{ path, message: expect.stringMatching(message), suggestion }])
  })
}

export function testAccepted(rows: Readonly<Record<string, object>>, needed: object = GOOD): void {
  test.each(Object.entries(rows))('%s: accepted', (_name, options) => {
    expect(() => asapGuard({ ...needed, ...options } as typeof GOOD)).not.toThrow()
  })
}
