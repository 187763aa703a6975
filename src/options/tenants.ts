import { z } from 'zod'
import { AsapConfigError, type ConfigIssue } from '../config-error.js'
import type { AnyClaims, ClaimsSchema } from '../token/payload.js'
import { approvedAppOrigins } from './apps.js'
import { functionOf, type ShapeOf, secondsBetween, WEEK } from './checks.js'
import { copyOptions } from './copy-options.js'
import { readDomains } from './domains.js'
import { configIssues } from './issues.js'
import { type AsapKeyOptions, KEY_OPTIONS } from './keys.js'
import { readKeys } from './read-keys.js'
import { type AsapPolicyOptions, OBJECT_MEMBERS, optionShape } from './read-options.js'
import type { Request } from './requests.js'

/**
 * What `load` gives for one tenant. What it leaves out, or gives as undefined, comes from the options of
 * the guard.
 */
export type AsapTenantConfig<Claims extends ClaimsSchema = AnyClaims, Guests extends boolean = false> = {
  readonly [Name in keyof AsapPolicyOptions<Claims, Guests>]?:
    | AsapPolicyOptions<Claims, Guests>[Name]
    | undefined
} & { readonly [Name in keyof AsapKeyOptions]?: AsapKeyOptions[Name] | undefined }

/** How the tenants are told apart, loaded and kept. */
export interface TenantOptions<Claims extends ClaimsSchema = AnyClaims, Guests extends boolean = false> {
  /** Which tenant a request is for; undefined is 404 `tenant_unknown`. It answers at once. */
  readonly tenant: (req: Request) => string | undefined
  /**
   * Loads the configuration of a tenant; undefined is 404 `tenant_unknown`. A throw, a configuration
   * that cannot be used, or no answer within 10 seconds is 503 `tenant_unavailable`, and is tried again
   * after a second.
   */
  readonly load: (
    tenant: string,
  ) =>
    | AsapTenantConfig<Claims, Guests>
    | undefined
    | PromiseLike<AsapTenantConfig<Claims, Guests> | undefined>
  /**
   * How many configurations are kept, 1 to 10000000; the least recently used one leaves first. Default:
   * 1000.
   */
  readonly maxTenants?: number | undefined
  /**
   * Seconds that a configuration is fresh, 0 to 604800. Past it, it is loaded anew behind the requests.
   * Default: 60.
   */
  readonly maxAge?: number | undefined
  /**
   * Seconds past `maxAge` that the last good configuration serves while `load` fails, 0 to 604800.
   * Default: 3600.
   */
  readonly staleFor?: number | undefined
}

/**
 * Options of the guard of many tenants. Those that are not about tenants are defaults for every tenant.
 */
export type AsapTenantOptions<
  Claims extends ClaimsSchema = AnyClaims,
  Guests extends boolean = false,
> = AsapTenantConfig<Claims, Guests> & TenantOptions<Claims, Guests>

const MOST_TENANTS = 10_000_000
const HOW_MANY = `must be a whole number from 1 to ${MOST_TENANTS}`

export const tenantShape = {
  tenant: functionOf<TenantOptions['tenant']>(),
  load: functionOf<TenantOptions['load']>(),
  maxTenants: z.int(HOW_MANY).min(1, HOW_MANY).max(MOST_TENANTS, HOW_MANY).default(1000),
  maxAge: secondsBetween(0, WEEK).default(60),
  staleFor: secondsBetween(0, WEEK).default(3600),
} satisfies ShapeOf<TenantOptions>

const options = z.strictObject({ ...optionShape, ...tenantShape })

/** Options of every tenant, where `load` gives no other. */
export type TenantDefaults = Readonly<Record<string, unknown>>

/**
 * Reads the options of a guard of many tenants. What is meant for all tenants is checked before the
 * first is loaded, as far as it can be judged without the options of a tenant.
 *
 * @throws {AsapConfigError} with every problem at once.
 */
export function readTenantOptions(input: object) {
  const copy = copyOptions(input)
  const parsed = options.safeParse(copy)
  const defaults: TenantDefaults = Object.fromEntries(
    Object.entries(copy).filter(([name]) => Object.hasOwn(optionShape, name)),
  )
  const issues = [
    ...configIssues(parsed.error, Object.keys(options.shape), OBJECT_MEMBERS),
    ...domainIssues(defaults),
    ...keyIssues(defaults),
    ...insecureIssues(defaults),
  ]
  if (!parsed.success || issues.length > 0) throw new AsapConfigError(issues)
  const { maxTenants, maxAge, staleFor, tenant, load, onDeny } = parsed.data
  return { maxTenants, maxAge, staleFor, defaults, onDeny, tenant, load }
}

function domainIssues(defaults: TenantDefaults): readonly ConfigIssue[] {
  if (defaults.domains === undefined) return []
  const domains = readDomains(defaults)
  return domains.success ? approvedAppOrigins(defaults, domains.data) : domains.issues
}

function keyIssues(defaults: TenantDefaults): readonly ConfigIssue[] {
  const key = keyOptionOf(defaults)
  if (key === undefined) return []
  // Tenants may bring `issuer` and `audience`. `jwks` is also a default for tenants with a `jwksUri` of
  // their own.
  const others = { issuer: null, audience: null, ...(key !== 'jwksUri' && { jwks: undefined }) }
  return readKeys({ ...defaults, ...others }).issues
}

const ONE_TENANTS_OWN = 'cannot be a default of all tenants: give it in what `load` gives'

function insecureIssues({ jwks }: TenantDefaults): readonly ConfigIssue[] {
  const isInsecure = jwks instanceof Object && 'insecureHttp' in jwks && jwks.insecureHttp === true
  return isInsecure ? [{ path: ['jwks', 'insecureHttp'], message: ONE_TENANTS_OWN }] : []
}

const keyOptionOf = (defaults: TenantDefaults) => KEY_OPTIONS.find((name) => defaults[name] !== undefined)

/**
 * The options of one tenant over the defaults. If an option of the tenant is undefined, the default
 * holds: a missing value must switch no check off. An undefined key is a missing key all the same. A
 * tenant with keys of its own inherits no keys of any kind, and no options that go with keys of another
 * kind.
 *
 * @throws {AsapConfigError} for `null` as `issuer` or `audience` where the defaults name values.
 */
export function withDefaults(defaults: TenantDefaults, tenant: unknown): unknown {
  if (typeof tenant !== 'object' || tenant === null) return tenant // readOptions says what is wrong with it.
  const copy = copyOptions(tenant)
  const loosened = ['issuer', 'audience'].filter((name) => copy[name] === null && namesValues(defaults[name]))
  if (loosened.length > 0)
    throw new AsapConfigError(loosened.map((name) => ({ path: [name], message: LOOSENED })))

  const ownKey = KEY_OPTIONS.find((name) => name in copy)
  const defaultKey = keyOptionOf(defaults)
  const excluded = new Set<string>(ownKey === undefined ? undefined : KEY_OPTIONS)
  if ((ownKey ?? defaultKey) !== 'jwksUri') excluded.add('jwks')
  if (ownKey !== undefined && defaultKey !== undefined && ownKey !== defaultKey) excluded.add('algorithms')

  const inherited = Object.entries(defaults).filter(([name]) => !excluded.has(name))
  const own = Object.entries(copy).filter(([name, value]) => value !== undefined || name === ownKey)
  return Object.fromEntries([...inherited, ...own])
}

const namesValues = (option: unknown) => option !== undefined && option !== null

const LOOSENED =
  'is null, which would accept any, but all tenants are bound to values by the options of the guard: ' +
  'name those of this tenant'
