import { type AsapDecision, decisions } from '../diagnostics.js'
import type { AsapGuardError } from '../errors.js'
import type { VerificationKey } from '../keys/key-source.js'
import type { Site } from '../site/site.js'
import type { Call } from './call.js'
import type { Configuration } from './configuration.js'

/** What a check has found out when it ends, whichever way: the answer and the decision message are made of it. */
export class Findings {
  /** The clock is asked only where somebody listens. */
  readonly started = decisions.hasSubscribers ? performance.now() : undefined
  tenant: string | undefined = undefined
  configuration: Configuration | undefined = undefined
  site: Site | undefined = undefined
  key: VerificationKey | undefined = undefined
  guest = false
}

/** Finds the configuration that a call is for, and notes whose it is. */
export type FindConfiguration = (call: Call, found: Findings) => Configuration | Promise<Configuration>

/** Publishes a decision, once it is taken. */
export function publish({ started, tenant, site, key, guest }: Findings, said: Partial<AsapDecision>): void {
  if (started === undefined || !decisions.hasSubscribers) return
  decisions.publish({
    outcome: 'refused',
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

export function publishRefusal(found: Findings, { code, status, detail, cause }: AsapGuardError): void {
  publish(found, { outcome: 'refused', code, status, detail, cause })
}
