import type { Database } from './database.js'

export interface Tenant {
  readonly id: string
  readonly name: string
  /** The keys of this tenant's tokens. No other tenant shares them. */
  readonly keys: { secret: string } | { jwksUri: string; issuer: string; audience: string }
  /** During the roll-out: sites that are not on the list are reported, and pass. */
  readonly reportOnly?: boolean
  /** The approved domains until an administrator saves others. */
  readonly domains: readonly string[]
}

export interface Tenants {
  list(): Pick<Tenant, 'id' | 'name'>[]
  /** A tenant as it is now; undefined if there is none of this name. */
  find(id: string): Promise<Tenant | undefined>
  saveDomains(id: string, domains: readonly string[]): Promise<void>
}

/**
 * The help desk's customers. The database has the domains that each has approved; the rest is fixed in this
 * demo.
 */
export async function openTenants(database: Database, fixed: readonly Tenant[]): Promise<Tenants> {
  await database.query(`CREATE TABLE IF NOT EXISTS tenant_domains (
    tenant  text PRIMARY KEY,
    domains text[] NOT NULL
  )`)

  return {
    list: () => fixed.map(({ id, name }) => ({ id, name })),
    async find(id) {
      const tenant = fixed.find((one) => one.id === id)
      if (!tenant) return undefined
      const saved = await database.query<Tenant>('SELECT domains FROM tenant_domains WHERE tenant = $1', [id])
      return { ...tenant, ...saved[0] }
    },
    async saveDomains(id, domains) {
      await database.query(
        `INSERT INTO tenant_domains (tenant, domains) VALUES ($1, $2)
         ON CONFLICT (tenant) DO UPDATE SET domains = EXCLUDED.domains`,
        [id, domains],
      )
    },
  }
}
