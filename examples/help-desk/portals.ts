import type { Database } from './database.js'

export interface Portal {
  readonly id: string
  readonly name: string
  /** Signs the tokens of this portal's users, and of no other's. */
  readonly secret: string
  /** The approved domains until an administrator saves others. */
  readonly domains: readonly string[]
}

export interface Portals {
  list(): Pick<Portal, 'id' | 'name'>[]
  /** A portal as it is now; undefined if there is none of this name. */
  find(id: string): Promise<Portal | undefined>
  saveDomains(id: string, domains: readonly string[]): Promise<void>
}

/** The help desk's customers. Which domains each has approved is in the database; the rest of the demo's is fixed. */
export async function openPortals(database: Database, fixed: readonly Portal[]): Promise<Portals> {
  await database.query(`CREATE TABLE IF NOT EXISTS portal_domains (
    portal  text PRIMARY KEY,
    domains text[] NOT NULL
  )`)

  return {
    list: () => fixed.map(({ id, name }) => ({ id, name })),
    async find(id) {
      const portal = fixed.find((one) => one.id === id)
      if (!portal) return undefined
      const saved = await database.query<Portal>('SELECT domains FROM portal_domains WHERE portal = $1', [id])
      return { ...portal, ...saved[0] }
    },
    async saveDomains(id, domains) {
      await database.query(
        `INSERT INTO portal_domains (portal, domains) VALUES ($1, $2)
         ON CONFLICT (portal) DO UPDATE SET domains = EXCLUDED.domains`,
        [id, domains],
      )
    },
  }
}
