import { z } from 'zod'
import { AsapConfigError, type ConfigIssue } from '../errors.js'
import { copyOptions } from './copy-options.js'
import { KEY_OPTIONS, keyOptionIssues } from './key-options.js'
import type { AsapTenantOptions } from './option-types.js'
import { configIssues, options, readDomains, seconds, WEEK } from './read-options.js'

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function')

const tenantOptions = options.extend({
  tenant: isFunction,
  load: isFunction,
  maxTenants: z.int('must be a whole number from 1').min(1).max(10_000_000).default(1000),
  maxAge: seconds(0, WEEK).default(60),
  staleFor: seconds(0, WEEK).default(3600),
})

/** Options of every tenant, where `load` gives no other. */
export type TenantDefaults = Readonly<Record<string, unknown>>

/**
 * Reads the options of a guard of many tenants. What is meant for all tenants is checked before the first is loaded, as
 * far as it can be judged alone.
 *
 * @throws {AsapConfigError} with every problem at once.
 */
export function readTenantOptions(input: object) {
  const copy = copyOptions(input)
  const parsed = tenantOptions.safeParse(copy)
  const known = Object.keys(tenantOptions.shape)
  const defaults: TenantDefaults = Object.fromEntries(
    Object.entries(copy).filter(([name]) => name in options.shape),
  )
  const issues = [
    ...(parsed.error?.issues.flatMap((issue) => configIssues(issue, known)) ?? []),
    ...issuesOf(defaults),
  ]
  if (!parsed.success || issues.length > 0) throw new AsapConfigError(issues)
  const { maxTenants, maxAge, staleFor, tenant, load, onDeny } = parsed.data
  return { maxTenants, maxAge, staleFor, defaults, onDeny, tenant: tenant as TenantOf, load: load as Load }
}

type TenantOf = AsapTenantOptions['tenant']
type Load = AsapTenantOptions['load']

/** What is wrong with domains and keys for all tenants, where there are such. What goes with them may be each tenant's. */
function issuesOf(defaults: TenantDefaults): ConfigIssue[] {
  const issues: ConfigIssue[] = []
  const domains = defaults.domains === undefined ? undefined : readDomains(defaults)
  if (domains?.success === false) issues.push(...domains.issues)
  const key = keyOptionOf(defaults)
  if (key !== undefined) {
    // A tenant with a `jwksUri` of its own may have these from here, or bring its own.
    const others = { issuer: null, audience: null, ...(key !== 'jwksUri' && { jwks: undefined }) }
    issues.push(...keyOptionIssues({ ...defaults, ...others }))
  }
  return issues
}

const keyOptionOf = (options: TenantDefaults) => KEY_OPTIONS.find((name) => options[name] !== undefined)

/**
 * The options of one tenant over the defaults. An option that is undefined is one that the tenant does not have, so that
 * a missing value switches no check off; but a key that is undefined is a key that is missing. A tenant that has keys of
 * its own inherits none of whichever kind, nor what goes with another kind.
 */
export function withDefaults(defaults: TenantDefaults, tenant: unknown): unknown {
  if (typeof tenant !== 'object' || tenant === null) return tenant // readOptions says what is wrong with it.
  const ownKey = KEY_OPTIONS.find((name) => name in tenant)
  const defaultKey = keyOptionOf(defaults)
  const excluded = new Set<string>(ownKey === undefined ? [] : KEY_OPTIONS)
  if ((ownKey ?? defaultKey) !== 'jwksUri') excluded.add('jwks')
  if (ownKey !== undefined && defaultKey !== undefined && ownKey !== defaultKey) excluded.add('algorithms')

  const inherited = Object.entries(defaults).filter(([name]) => !excluded.has(name))
  const own = Object.entries(copyOptions(tenant)).filter(
    ([name, value]) => value !== undefined || name === ownKey,
  )
  return Object.fromEntries([...inherited, ...own])
}
