import type { Database } from './database.js'

export interface Ticket {
  id: number
  subject: string
  filedAt: Date
}

/** A user of one tenant. The same address in another tenant is somebody else. */
export interface Owner {
  tenant: string
  email: string
}

export interface Tickets {
  /** One user's tickets, newest first. */
  list(owner: Owner): Promise<Ticket[]>
  file(owner: Owner, subject: string): Promise<Ticket>
}

const columns = 'id, subject, filed_at AS "filedAt"'

export async function openTickets(database: Database): Promise<Tickets> {
  await database.query(`CREATE TABLE IF NOT EXISTS tickets (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant   text NOT NULL,
    email    text NOT NULL,
    subject  text NOT NULL,
    filed_at timestamptz NOT NULL DEFAULT now()
  )`)

  return {
    list: ({ tenant, email }) =>
      database.query<Ticket>(
        `SELECT ${columns} FROM tickets WHERE tenant = $1 AND email = $2 ORDER BY id DESC`,
        [tenant, email],
      ),
    async file({ tenant, email }, subject) {
      const rows = await database.query<Ticket>(
        `INSERT INTO tickets (tenant, email, subject) VALUES ($1, $2, $3) RETURNING ${columns}`,
        [tenant, email, subject],
      )
      return rows[0] as Ticket
    },
  }
}
