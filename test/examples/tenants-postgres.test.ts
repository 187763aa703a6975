import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { testSecret } from 'asap-guard/testing'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBackend, SCHEMA } from '../../examples/tenants-postgres.js'
import { postgresIsMissing, type ThrowAwayPostgres, throwAwayPostgres } from './throw-away-postgres.js'

const { secret, createToken } = testSecret()

/**
 * How long a change may take on a busy machine. The configurations themselves would stay fresh for longer.
 */
const patiently = { timeout: 30_000 }

describe.skipIf(postgresIsMissing())(
  'several processes learn of a change through PostgreSQL',
  { timeout: 90_000 },
  () => {
    let postgres: ThrowAwayPostgres
    let administrator: pg.Pool
    let backends: Awaited<ReturnType<typeof startBackend>>[]

    beforeAll(async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {})
      postgres = await throwAwayPostgres()
      administrator = new pg.Pool({ connectionString: postgres.url })
      administrator.on('error', () => {})
      await administrator.query(SCHEMA)
      backends = await Promise.all([startBackend(), startBackend()])
    }, 90_000)
    afterAll(async () => {
      for (const backend of backends ?? []) await backend.close()
      await administrator?.end()
      await postgres?.remove()
      vi.restoreAllMocks()
    }, 90_000)

    async function startBackend() {
      const { app, close } = createBackend(postgres.url)
      const server = createServer(app).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      return {
        async status(tenant: string, host: string): Promise<number> {
          const headers = { Origin: `https://${host}`, Authorization: `Bearer ${createToken()}` }
          return (await fetch(`http://127.0.0.1:${port}/widget/${tenant}/api/me`, { headers })).status
        },
        async close() {
          server.close()
          server.closeAllConnections()
          await close()
        },
      }
    }

    const everywhere = (tenant: string, host: string) =>
      Promise.all(backends.map((one) => one.status(tenant, host)))
    const approve = (tenant: string, ...domains: string[]) =>
      administrator.query('UPDATE tenants SET domains = $2 WHERE id = $1', [tenant, domains])

    beforeEach(async () => {
      await administrator.query('DELETE FROM tenants')
      await administrator.query('INSERT INTO tenants VALUES ($1, $2, $3), ($4, $2, $3)', [
        'ferns',
        ['old.example.com'],
        secret,
        'mosses',
      ])
      await expect.poll(() => everywhere('ferns', 'old.example.com'), patiently).toEqual([200, 200])
      await expect.poll(() => everywhere('mosses', 'old.example.com'), patiently).toEqual([200, 200])
    })

    test('an approved site is let in, a removed one refused, and the other tenant stays as it is', async () => {
      await approve('ferns', 'new.example.com')
      await expect.poll(() => everywhere('ferns', 'new.example.com'), patiently).toEqual([200, 200])
      await expect.poll(() => everywhere('ferns', 'old.example.com'), patiently).toEqual([403, 403])
      expect(await everywhere('mosses', 'old.example.com')).toEqual([200, 200])
    })

    test('a tenant that is new, or gone', async () => {
      expect(await everywhere('pebbles', 'www.example.com')).toEqual([404, 404])
      await administrator.query('INSERT INTO tenants VALUES ($1, $2, $3)', [
        'pebbles',
        ['www.example.com'],
        secret,
      ])
      await expect.poll(() => everywhere('pebbles', 'www.example.com'), patiently).toEqual([200, 200])
      await administrator.query('DELETE FROM tenants WHERE id = $1', ['pebbles'])
      await expect.poll(() => everywhere('pebbles', 'www.example.com'), patiently).toEqual([404, 404])
    })

    test('a change that was rolled back changes nothing', async () => {
      const connection = await administrator.connect()
      await connection.query('BEGIN')
      await connection.query(`UPDATE tenants SET domains = '{new.example.com}' WHERE id = 'ferns'`)
      await connection.query('ROLLBACK')
      connection.release()
      await approve('mosses', 'new.example.com')
      await expect.poll(() => everywhere('mosses', 'new.example.com'), patiently).toEqual([200, 200])
      expect(await everywhere('ferns', 'old.example.com')).toEqual([200, 200])
    })

    test('what changes while the connection is cut arrives when it is back', async () => {
      const cut = await administrator.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenant changes'",
      )
      expect(cut.rowCount).toBe(2)
      await approve('ferns', 'new.example.com')
      await expect.poll(() => everywhere('ferns', 'new.example.com'), patiently).toEqual([200, 200])
      await approve('ferns', 'newer.example.com')
      await expect.poll(() => everywhere('ferns', 'newer.example.com'), patiently).toEqual([200, 200])
    })

    test('a stopped database takes no tenant down, and changes arrive once it is started again', async () => {
      // Until the news of the rows above has arrived everywhere: it drops what is loaded, which a stopped
      // database cannot give.
      await new Promise((resolve) => setTimeout(resolve, 1000))
      expect(await everywhere('ferns', 'old.example.com')).toEqual([200, 200])
      await postgres.stop()
      expect(await everywhere('ferns', 'old.example.com')).toEqual([200, 200])
      await postgres.start()
      await approve('ferns', 'new.example.com')
      await expect.poll(() => everywhere('ferns', 'new.example.com'), patiently).toEqual([200, 200])
    })
  },
)
