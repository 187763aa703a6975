import { mkdir } from 'node:fs/promises'

/** What the embedded database and a real PostgreSQL have in common: the same SQL, always with parameters. */
export interface Database {
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export function openDatabase(where: { databaseUrl?: string; dataFolder: string }): Promise<Database> {
  return where.databaseUrl ? openPostgres(where.databaseUrl) : openEmbedded(where.dataFolder)
}

/** PGlite is PostgreSQL compiled to WebAssembly: nothing to install, its files live in one folder. */
async function openEmbedded(folder: string): Promise<Database> {
  const { PGlite } = await import('@electric-sql/pglite')
  await mkdir(folder, { recursive: true })
  const database = await PGlite.create(folder)
  return {
    query: async <Row>(sql: string, parameters?: unknown[]) =>
      (await database.query<Row>(sql, parameters)).rows,
    close: () => database.close(),
  }
}

async function openPostgres(connectionString: string): Promise<Database> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString })
  // An idle connection that drops is replaced at the next query; without a listener it would end the process.
  pool.on('error', (error) => console.error(`PostgreSQL connection lost: ${error.message}`))
  return {
    query: async <Row>(sql: string, parameters?: unknown[]) =>
      (await pool.query(sql, parameters)).rows as Row[],
    close: () => pool.end(),
  }
}
