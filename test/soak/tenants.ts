import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'
import { type AsapTenantFailure, asapGuard } from 'asap-guard'
import { createJwt } from '../support/create-jwt.js'

interface Tenant {
  version: number
  isDown: boolean
  /** When a load of it last failed, by the clock of `performance`. */
  failedAt: number
}

/** For how many milliseconds a failure may refuse requests: twice as long as guards remember one. */
const FAILURE = 2000

/** Many tenants whose configurations change, in a database that fails now and then. */
export function changingTenants() {
  const tenants = new Map<string, Tenant>(
    Array.from({ length: 20 }, (_, index) => [
      `tenant-${index}`,
      { version: 1, isDown: false, failedAt: Number.NEGATIVE_INFINITY },
    ]),
  )
  const known = (id: string) => tenants.get(id) as Tenant
  const secretOf = (id: string, version: number) => `the secret of ${id} in version ${version}, which is long`
  const domainOf = (id: string, version: number) => `v${version}.${id}.example.com`
  const counts = { changes: 0, outages: 0, loads: 0 }

  const guard = asapGuard({
    tenant: (req) => req.headers['x-tenant'] as string | undefined,
    async load(id) {
      counts.loads += 1
      const tenant = tenants.get(id)
      // What is read is the state at this moment, though it arrives later.
      const configuration = tenant && {
        domains: [domainOf(id, tenant.version)],
        secret: secretOf(id, tenant.version),
      }
      await pause(Math.random() * 3)
      if (tenant?.isDown) throw new Error('the database does not answer')
      return configuration
    },
    maxTenants: 15,
    maxAge: 1,
    staleFor: 2,
  })

  const listener = (message: unknown) => {
    const { tenant, code } = message as AsapTenantFailure
    if (code === 'tenant_unavailable') known(tenant).failedAt = performance.now()
  }
  subscribe('asap-guard:tenants', listener)

  let isClosed = false
  let running: Promise<void> | undefined
  const any = () => `tenant-${Math.floor(Math.random() * tenants.size)}`

  return {
    guard,
    counts,
    any,
    /** A request from a tenant's own site, with a token of its own, of an older version or of another tenant. */
    request({ id = any(), of = id, age = 0 }: { id?: string; of?: string; age?: number }) {
      const version = Math.max(known(of).version - age, 1)
      const headers = {
        'X-Tenant': id,
        Origin: `https://${domainOf(id, known(id).version)}`,
        Authorization: `Bearer ${createJwt({ secret: secretOf(of, version) })}`,
      }
      const before = known(id).version
      const started = performance.now()
      const outcomes = () => {
        const { version: after, failedAt, isDown } = known(id)
        const isGood = of === id && version === before
        const right = isGood ? ['passed'] : ['token_signature']
        // What arrives after a change is judged by the new version, which knows neither site nor token.
        const changed = after === before ? [] : ['origin_not_whitelisted', 'token_signature']
        const isFailing = isDown || started - failedAt < FAILURE || failedAt >= started
        return [...right, ...changed, ...(isFailing ? ['tenant_unavailable'] : [])]
      }
      return { headers, outcomes }
    },
    /** Changes tenants, and takes the database away from one after the other, until it is closed. */
    run() {
      running = change()
    },
    async close() {
      isClosed = true
      await running
      unsubscribe('asap-guard:tenants', listener)
    },
  }

  async function change(): Promise<void> {
    while (!isClosed) {
      const failing = any()
      known(failing).isDown = true
      counts.outages += 1
      for (let change = 0; change < 10 && !isClosed; change += 1) {
        const id = any()
        known(id).version += 1
        counts.changes += 1
        guard.reload(id)
        await pause(200)
      }
      known(failing).isDown = false
    }
  }
}
