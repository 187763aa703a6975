import { argv, env } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { asapClaims, asapGuard } from 'asap-guard'
import express from 'express'
import pg from 'pg'

/**
 * For your migrations. The trigger tells of every change, whoever makes it: a back office, another process,
 * psql. PostgreSQL sends a notification when the transaction commits, so a load that follows it sees the
 * change.
 */
export const SCHEMA = `
  CREATE TABLE tenants (
    id      text PRIMARY KEY CHECK (length(id) < 100),
    domains text[] NOT NULL,
    secret  text NOT NULL
  );

  CREATE FUNCTION tell_tenant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM pg_notify('tenant_changed', old.id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM pg_notify('tenant_changed', new.id); END IF;
    RETURN NULL;
  END $$;

  CREATE TRIGGER tenant_changed AFTER INSERT OR UPDATE OR DELETE ON tenants
    FOR EACH ROW EXECUTE FUNCTION tell_tenant_changed();
`

/**
 * One of several backend processes: a change of a tenant in the database works at the next request to any of
 * them.
 */
export function createBackend(connectionString: string) {
  const pool = new pg.Pool({ connectionString })
  pool.on('error', reportLoss)

  const guard = asapGuard({
    tenant: (req) => String(req.params.tenant),
    async load(id) {
      const { rows } = await pool.query('SELECT domains, secret FROM tenants WHERE id = $1', [id])
      return rows[0]
    },
    claims: asapClaims,
    // Notifications make changes quick. Should they fail to come, a change still arrives within this many
    // seconds.
    maxAge: 60,
  })
  const changes = followChanges(connectionString, guard)

  const app = express()
  app.use('/widget/:tenant/api', guard)
  app.get('/widget/:tenant/api/me', (req, res) => {
    res.json({ email: guard.auth(req).payload.email })
  })

  async function close() {
    await changes.stop()
    await pool.end()
  }
  return { app, guard, close }
}

/** How long to wait before connecting anew, and between questions whether the connection still lives. */
const RETRY_AFTER = 1000
const HEARTBEAT = 30_000

/**
 * A firewall may drop a silent connection without telling: without answers in this time it counts as lost.
 */
const patience = { connectionTimeoutMillis: 5000, query_timeout: 5000 }

/**
 * Drops what the guard knows of a tenant when its row changes. Listening takes a connection of its own: one
 * of a pool is handed on, and a pooler such as PgBouncer passes no notifications on in transaction mode.
 */
function followChanges(connectionString: string, guard: { reload(tenant?: string): void }) {
  const stopping = new AbortController()
  const { signal } = stopping

  async function follow(): Promise<void> {
    const client = new pg.Client({ connectionString, application_name: 'tenant changes', ...patience })
    const lost = new AbortController()
    // Without a listener for errors, a lost connection would end the process.
    client.on('error', () => lost.abort()).on('end', () => lost.abort())
    const lostOrStopped = AbortSignal.any([lost.signal, signal])
    client.on('notification', ({ payload }) => guard.reload(payload || undefined))
    try {
      await client.connect()
      await client.query('LISTEN tenant_changed')
      // Nothing told of the changes until now: any tenant may be one of them.
      guard.reload()
      while (!signal.aborted) {
        await setTimeout(HEARTBEAT, undefined, { signal: lostOrStopped }).catch(() => {})
        await client.query('SELECT 1')
      }
    } finally {
      await client.end()
    }
  }

  async function followUntilStopped(): Promise<void> {
    while (!signal.aborted) {
      await follow().catch(reportLoss)
      await setTimeout(RETRY_AFTER, undefined, { signal }).catch(() => {})
    }
  }

  const followed = followUntilStopped()
  return {
    stop() {
      stopping.abort()
      return followed
    },
  }
}

function reportLoss(error: Error): void {
  console.error(`PostgreSQL connection lost: ${error.message}`)
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { DATABASE_URL = '', PORT = '4000' } = env
  createBackend(DATABASE_URL).app.listen(Number(PORT), '127.0.0.1')
}
