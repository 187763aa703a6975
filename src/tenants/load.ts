import { AsapConfigError } from '../config-error.js'
import { AsapGuardError } from '../errors.js'
import { inTime } from '../in-time.js'

/** Loads what a tenant is configured with; `undefined` if there is no such tenant. */
export type LoadTenant<Configuration> = (tenant: string) => PromiseLike<Configuration | undefined>

/** How long a load may take, in milliseconds. */
const TIMEOUT = 10_000

/** Rejects with an AsapGuardError: `tenant_unknown` or `tenant_unavailable`. */
export async function loadTenant<Configuration>(load: LoadTenant<Configuration>, tenant: string) {
  let configuration: Configuration | undefined
  try {
    configuration = await inTime(load(tenant), TIMEOUT)
  } catch (cause) {
    // A database may name its password in an error, so the message of any other error is not repeated.
    const detail = cause instanceof AsapConfigError ? cause.message : '`load` failed: see `cause`'
    throw new AsapGuardError('tenant_unavailable', detail, { cause })
  }
  if (configuration !== undefined) return configuration
  throw new AsapGuardError('tenant_unknown', '`load` knows no tenant of this name')
}
