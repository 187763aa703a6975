import { askForText } from '../ask-for-text.js'
import { publishTenantFailure } from '../diagnostics.js'
import { AsapGuardError } from '../errors.js'
import { sharedKeySets } from '../keys/jwks/shared-key-sets.js'
import { type AsapGuardOptions, type AsapPolicyOptions, readOptions } from '../options/read-options.js'
import { type AsapTenantOptions, readTenantOptions, withDefaults } from '../options/tenants.js'
import { ProofMemory } from '../proof/proof-memory.js'
import type { OriginHeaders } from '../site/calling-origin.js'
import { explainOrigin } from '../site/explain.js'
import { tenants } from '../tenants/tenants.js'
import type { AnyClaims, ClaimsSchema, PayloadOf } from '../token/payload.js'
import { admissions } from './admissions.js'
import { bareCheck } from './bare-check.js'
import type { Call } from './call.js'
import { type Configuration, configurationOf } from './configuration.js'
import { type AsapDiagnosisQuestion, diagnose } from './diagnose.js'
import type { FindConfiguration, Findings } from './findings.js'
import { middlewares } from './middleware.js'
import type { AsapGuard, AsapTenantGuard } from './types.js'
import { upgrades } from './upgrade.js'

/**
 * The guard of one tenant or, with `tenant` and `load`, of many.
 *
 * @throws {AsapConfigError} with every problem of the options at once.
 */
export function asapGuard<Claims extends ClaimsSchema = AnyClaims, const Guests extends boolean = false>(
  options: AsapTenantOptions<Claims, Guests>,
): AsapTenantGuard<PayloadOf<Claims>, Guests>
export function asapGuard<Claims extends ClaimsSchema = AnyClaims, const Guests extends boolean = false>(
  options: AsapGuardOptions<Claims, Guests>,
): AsapGuard<PayloadOf<Claims>, Guests>
export function asapGuard(options: AnyGuardOptions | AnyTenantOptions) {
  return isForMany(options) ? guardOfMany(options) : guardOfOne(options)
}

type Payload = Record<string, unknown>
type AnyGuardOptions = AsapGuardOptions<AnyClaims, boolean>
type AnyTenantOptions = AsapTenantOptions<AnyClaims, boolean>

function isForMany(options: AnyGuardOptions | AnyTenantOptions): options is AnyTenantOptions {
  return typeof options === 'object' && options !== null && ('tenant' in options || 'load' in options)
}

function guardOfOne(options: AnyGuardOptions): AsapGuard<Payload, boolean> {
  const configuration = configurationOf(readOptions(options), new ProofMemory())
  const { settings } = configuration
  return Object.assign(
    roads(() => configuration),
    {
      explain: (headers: OriginHeaders) => explainOrigin(settings, headers),
      diagnose: (question: AsapDiagnosisQuestion) => diagnose(question, () => settings),
      ready: () => settings.keys.ready(),
    },
  )
}

function guardOfMany(options: AnyTenantOptions): AsapTenantGuard<Payload, boolean> {
  const { tenant: tenantOf, load, onDeny, defaults, ...limits } = readTenantOptions(options)
  const keySets = sharedKeySets(limits.maxTenants)
  const proofs = new ProofMemory()
  const configurations = tenants<Configuration>({
    ...limits,
    async load(tenant) {
      const own = await load(tenant)
      return own === undefined
        ? undefined
        : configurationOf(readOptions(withDefaults(defaults, own), keySets), proofs, tenant)
    },
    onFailure: publishTenantFailure,
  })

  function find(call: Call, found: Findings): Configuration | Promise<Configuration> {
    const tenant = call.tenant ?? askForText('tenant', 'tenant_unavailable', () => tenantOf(call.request))
    if (tenant === undefined) {
      throw new AsapGuardError('tenant_unknown', '`tenant` named no tenant for this request')
    }
    found.tenant = namedTenant(tenant)
    return configurations.find(tenant)
  }

  async function settingsOf(tenant: string) {
    return (await configurations.find(namedTenant(tenant))).settings
  }

  return Object.assign(roads(find, onDeny), {
    async explain({ tenant, ...headers }: OriginHeaders & { tenant: string }) {
      return explainOrigin(await settingsOf(tenant), headers)
    },
    diagnose(question: AsapDiagnosisQuestion & { tenant: string }) {
      return diagnose(question, async () => settingsOf(question.tenant))
    },
    ready: async (tenant: string) => (await settingsOf(tenant)).keys.ready(),
    reload: configurations.reload,
  })
}

/** A tenant that is given may be anything: `guard.check` may be handed what a client sent as JSON. */
function namedTenant(tenant: unknown): string {
  if (typeof tenant === 'string') return tenant
  throw new AsapGuardError('tenant_unknown', 'no tenant is named: give its id as `tenant`')
}

/** The roads to the backend that one guard stands on. */
function roads(find: FindConfiguration, onDeny?: AsapPolicyOptions['onDeny']) {
  const { mark, auth, siteOf } = admissions()
  const { gate, site, embed } = middlewares({ find, mark, onDeny })
  const upgrade = upgrades({ find, mark })
  return Object.assign(gate, { site, embed, upgrade, check: bareCheck(find), auth, siteOf })
}
