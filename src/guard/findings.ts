import { type AsapDecision, decisions } from '../diagnostics.js'
import type { VerificationKey } from '../keys/key-source.js'
import { quoted } from '../quoted.js'
import type { Site } from '../site/site.js'
import type { Call } from './call.js'
import type { Configuration } from './configuration.js'

/** What a check found out, whether it allowed the call or refused it. The decision message is made of it. */
export class Findings {
  /** The clock is asked only where somebody listens. */
  readonly started = decisions.hasSubscribers ? performance.now() : undefined
  call: Call | undefined = undefined
  tenant: string | undefined = undefined
  configuration: Configuration | undefined = undefined
  site: Site | undefined = undefined
  /** As the caller sent it. */
  token: string | undefined = undefined
  key: VerificationKey | undefined = undefined
  guest = false
}

/** Finds the configuration that a call is for, and notes whose it is. */
export type FindConfiguration = (call: Call, found: Findings) => Configuration | Promise<Configuration>

/** What the one who publishes a decision knows of it, beside what was found. */
type Said = Pick<AsapDecision, 'outcome'> & Partial<AsapDecision>

/** Publishes a decision, once it is taken. */
export function publish({ started, tenant, site, key, guest }: Findings, said: Said): void {
  if (started === undefined) return
  decisions.publish({
    code: undefined,
    status: undefined,
    detail: undefined,
    cause: undefined,
    origin: site?.origin,
    domain: site?.domain,
    tenant,
    kid: key?.kid ?? key?.place,
    guest,
    ms: performance.now() - started,
    ...said,
  } satisfies AsapDecision)
}

/** What is told of a call that was not refused. */
interface AdmittedCall {
  readonly outcome: 'allowed' | 'reported' | 'preflight'
  readonly site: Site
}

/** Publishes that a call was let through, or a preflight answered. */
export function publishAdmission(found: Findings, { outcome, site }: AdmittedCall): void {
  publish(found, {
    outcome,
    code: site.standing === 'reported' ? site.code : undefined,
    status: outcome === 'preflight' ? 204 : undefined,
  })
}

/** Which of several guards it was: by the tenant or, of the guard of one tenant, by the domains. */
export function nameOfGuard({ tenant, configuration }: Findings): string {
  if (tenant !== undefined) return `The guard of the tenant ${quoted(tenant)}`
  return configuration
    ? `The guard of ${configuration.settings.domains.join(', ')}`
    : 'The guard of many tenants'
}
