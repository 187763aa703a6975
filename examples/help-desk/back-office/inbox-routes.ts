import express, { type Request, type Router } from 'express'
import { z } from 'zod'
import type { Changes } from '../backend/changes.js'
import type { Conversations } from '../backend/conversations.js'
import { oneLine } from '../backend/one-line.js'
import { sendProblem } from '../backend/problem.js'
import type { Questions } from '../backend/questions.js'

export interface InboxParts {
  changes: Changes
  conversations: Conversations
  questions: Questions
}

const reply = z.object({ email: z.string(), text: oneLine(500) })

/**
 * How long a stream of events lasts. The browser then opens the next one, and its session is checked again.
 */
const STREAM_LIFETIME = 60_000

/** What a colleague reads and answers, below a path that names the tenant as `:tenant`. */
export function inboxRoutes({ changes, conversations, questions }: InboxParts): Router {
  const routes = express.Router({ mergeParams: true })

  /** Server-sent events: the whole inbox, now and at each change. */
  routes.get('/', (req: Request<{ tenant: string }>, res) => {
    const { tenant } = req.params
    res.type('text/event-stream').flushHeaders()
    const send = async () => {
      const inbox = { conversations: conversations.list(tenant), questions: await questions.list(tenant) }
      res.write(`data: ${JSON.stringify(inbox)}\n\n`)
    }
    const stop = changes.follow(tenant, send)
    const end = setTimeout(() => res.end(), STREAM_LIFETIME)
    res.on('close', () => {
      stop()
      clearTimeout(end)
    })
    void send()
  })

  routes.post('/', (req: Request<{ tenant: string }>, res) => {
    const { tenant } = req.params
    const { data } = reply.safeParse(req.body)
    const isKnown = conversations.list(tenant).some(({ email }) => email === data?.email)
    if (!data || !isKnown)
      return sendProblem(res, 400, 'Nothing was sent: write one line to a user of the list.')
    conversations.say({ tenant, email: data.email }, 'desk', data.text)
    res.sendStatus(204)
  })

  return routes
}
