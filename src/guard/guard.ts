import { publishTenantFailure } from '../diagnostics.js'
import { sharedKeySets } from '../keys/jwks/shared-key-sets.js'
import { type AsapGuardOptions, readOptions } from '../options/read-options.js'
import { type AsapTenantOptions, readTenantOptions, withDefaults } from '../options/tenants.js'
import type { OriginHeaders } from '../site/calling-origin.js'
import { explainOrigin } from '../site/explain.js'
import { tenantName, tenants } from '../tenants/tenants.js'
import type { AnyClaims, ClaimsSchema, PayloadOf } from '../token/payload.js'
import type { Call } from './call.js'
import { type Configuration, configurationOf } from './configuration.js'
import type { Findings } from './findings.js'
import { middleware } from './middleware.js'
import type { AsapGuard, AsapTenantGuard } from './types.js'

/**
 * The guard of one tenant or, with `tenant` and `load`, of many.
 *
 * @throws {AsapConfigError} with every problem of the options at once.
 */
export function asapGuard<Claims extends ClaimsSchema = AnyClaims>(
  options: AsapTenantOptions<Claims>,
): AsapTenantGuard<PayloadOf<Claims>>
export function asapGuard<Claims extends ClaimsSchema = AnyClaims>(
  options: AsapGuardOptions<Claims>,
): AsapGuard<PayloadOf<Claims>>
export function asapGuard(options: AsapGuardOptions | AsapTenantOptions): AsapGuard | AsapTenantGuard {
  return isForMany(options) ? guardOfMany(options) : guardOfOne(options)
}

function isForMany(options: AsapGuardOptions | AsapTenantOptions): options is AsapTenantOptions {
  return typeof options === 'object' && options !== null && ('tenant' in options || 'load' in options)
}

function guardOfOne(options: AsapGuardOptions): AsapGuard {
  const configuration = configurationOf(readOptions(options))
  const { settings } = configuration
  return Object.assign(
    middleware(() => configuration),
    {
      explain: (headers: OriginHeaders) => explainOrigin(settings, headers),
      ready: () => settings.keys.ready(),
    },
  )
}

function guardOfMany(options: AsapTenantOptions): AsapTenantGuard {
  const { tenant: tenantOf, load, onDeny, defaults, ...limits } = readTenantOptions(options)
  const keySets = sharedKeySets(limits.maxTenants)
  const configurations = tenants<Configuration>({
    ...limits,
    async load(tenant) {
      const own = await load(tenant)
      return own === undefined
        ? undefined
        : configurationOf(readOptions(withDefaults(defaults, own), keySets))
    },
    onFailure: publishTenantFailure,
  })

  function find(call: Call, found: Findings): Configuration | Promise<Configuration> {
    found.tenant = tenantName(() => tenantOf(call.request))
    return configurations.find(found.tenant)
  }
  return Object.assign(middleware(find, onDeny), {
    async explain({ tenant, ...headers }: OriginHeaders & { tenant: string }) {
      return explainOrigin((await configurations.find(tenant)).settings, headers)
    },
    ready: async (tenant: string) => (await configurations.find(tenant)).settings.keys.ready(),
    reload: configurations.reload,
  })
}
