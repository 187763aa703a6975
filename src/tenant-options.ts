import { z } from 'zod'
import { copyOptions } from './copy-options.js'
import { AsapConfigError } from './errors.js'
import { configIssues, options, seconds, WEEK } from './options.js'

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function')

const tenantOptions = options.extend({
  tenant: isFunction,
  load: isFunction,
  maxTenants: z.int('must be a whole number from 1').min(1).max(10_000_000).default(1000),
  maxAge: seconds(0, WEEK).default(60),
  staleFor: seconds(0, WEEK).default(3600),
})

/** Options of every portal, where `load` gives no other. */
export type PortalDefaults = Readonly<Record<string, unknown>>

/**
 * Reads the options of a guard of many portals. What is meant for all portals is checked before the first is loaded, as
 * far as it can be judged alone.
 *
 * @throws {AsapConfigError} with every problem at once.
 */
export function readTenantOptions(input: object) {
  const copy = copyOptions(input)
  const parsed = tenantOptions.safeParse(copy)
  if (!parsed.success) {
    const known = Object.keys(tenantOptions.shape)
    throw new AsapConfigError(parsed.error.issues.flatMap((issue) => configIssues(issue, known)))
  }
  const { maxTenants, maxAge, staleFor } = parsed.data
  const defaults: PortalDefaults = Object.fromEntries(Object.entries(copy).filter(([name]) => name in options.shape))
  return { maxTenants, maxAge, staleFor, defaults }
}

const KEY_OPTIONS = ['secret', 'publicKey', 'jwksUri']

/** The options of one portal over the defaults. A portal that has keys of its own inherits none, of whichever kind. */
export function withDefaults(defaults: PortalDefaults, portal: unknown): unknown {
  if (typeof portal !== 'object' || portal === null) return portal // readOptions says what is wrong with it.
  if (!KEY_OPTIONS.some((name) => name in portal)) return { ...defaults, ...portal }
  const inherited = Object.entries(defaults).filter(([name]) => !KEY_OPTIONS.includes(name))
  return { ...Object.fromEntries(inherited), ...portal }
}
