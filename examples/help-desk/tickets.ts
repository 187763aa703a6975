import type { Database } from './database.js'

export interface Ticket {
  id: number
  subject: string
  filedAt: Date
}

export interface Tickets {
  /** One user's tickets, newest first. */
  list(email: string): Promise<Ticket[]>
  file(email: string, subject: string): Promise<Ticket>
}

const columns = 'id, subject, filed_at AS "filedAt"'

export async function openTickets(database: Database): Promise<Tickets> {
  await database.query(`CREATE TABLE IF NOT EXISTS tickets (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email    text NOT NULL,
    subject  text NOT NULL,
    filed_at timestamptz NOT NULL DEFAULT now()
  )`)

  return {
    list: (email) =>
      database.query<Ticket>(`SELECT ${columns} FROM tickets WHERE email = $1 ORDER BY id DESC`, [email]),
    async file(email, subject) {
      const rows = await database.query<Ticket>(
        `INSERT INTO tickets (email, subject) VALUES ($1, $2) RETURNING ${columns}`,
        [email, subject],
      )
      return rows[0] as Ticket
    },
  }
}
