import { channel } from 'node:diagnostics_channel'
import type { AsapGuardError, AsapGuardErrorCode } from './errors.js'

/**
 * What the channel `asap-guard:decision` says, once a decision. `detail` has control characters escaped, but
 * for the line ends between the problems of a configuration; `tenant` is what your `tenant` function gave, as
 * it is. A subscriber must not throw: Node ends the process.
 */
export interface AsapDecision {
  /**
   * `allowed`: the routes run. `reported`: they run because of `reportOnly`, and `code` says what would have
   * been refused. `preflight`: a browser got its permission. `refused`: the answer is `status` with `code`.
   */
  readonly outcome: 'allowed' | 'reported' | 'preflight' | 'refused'
  readonly code: AsapGuardErrorCode | undefined
  /** HTTP status code of the guard's own answer; `undefined` where the routes answer. */
  readonly status: number | undefined
  readonly origin: string | undefined
  /** The matched entry of the whitelist. */
  readonly domain: string | undefined
  readonly tenant: string | undefined
  /** Name of the key that verified the token: tells when an old one is no longer in use. */
  readonly kid: string | undefined
  /** What exactly was wrong, and the fix where there is one. */
  readonly detail: string | undefined
  /**
   * What the backend's own function threw, or why keys or a configuration could not be had. It may hold
   * secrets.
   */
  readonly cause: unknown
  /** Whether the caller had no token, and the option `guests` let it in. */
  readonly guest: boolean
  /** How long the decision took, in milliseconds, with the fetching of keys and `isRevoked`. */
  readonly ms: number
}

export const decisions = channel('asap-guard:decision')

/**
 * What the channel `asap-guard:tenants` says: a configuration could not be loaded; the last good one may be
 * in use.
 */
export interface AsapTenantFailure {
  readonly tenant: string
  readonly code: AsapGuardErrorCode
  readonly detail: string | undefined
  /** What `load` threw, or the AsapConfigError about what it gave. */
  readonly cause: unknown
}

const tenantFailures = channel('asap-guard:tenants')

export function publishTenantFailure(tenant: string, { code, detail, cause }: AsapGuardError): void {
  tenantFailures.publish({ tenant, code, detail, cause } satisfies AsapTenantFailure)
}
