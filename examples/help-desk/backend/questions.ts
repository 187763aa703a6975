import type { Changes } from './changes.js'
import type { Database } from './database.js'

export interface Question {
  id: number
  /** Where the answer goes. Nobody has checked that it is the guest's own. */
  email: string
  text: string
  askedAt: Date
}

export interface Questions {
  /** The latest of one tenant, newest first. */
  list(tenant: string): Promise<Question[]>
  ask(tenant: string, question: Pick<Question, 'email' | 'text'>): Promise<void>
}

/** What guests ask. It is kept apart from the tickets: anybody can name an address that is not their own. */
export async function openQuestions(database: Database, changes: Changes): Promise<Questions> {
  await database.query(`CREATE TABLE IF NOT EXISTS questions (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant   text NOT NULL,
    email    text NOT NULL,
    text     text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now()
  )`)

  return {
    list: (tenant) =>
      database.query<Question>(
        `SELECT id, email, text, asked_at AS "askedAt" FROM questions
         WHERE tenant = $1 ORDER BY id DESC LIMIT 50`,
        [tenant],
      ),
    async ask(tenant, { email, text }) {
      await database.query('INSERT INTO questions (tenant, email, text) VALUES ($1, $2, $3)', [
        tenant,
        email,
        text,
      ])
      changes.tell(tenant)
    },
  }
}
