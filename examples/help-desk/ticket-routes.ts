import express, { type Request, type Router } from 'express'
import { z } from 'zod'
import type { HelpDeskGuard } from './guard.js'
import { sendProblem } from './problem.js'
import type { Owner, Tickets } from './tickets.js'

/** One line of text; PostgreSQL could not store every control character. */
const newTicket = z.object({
  subject: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^\P{Cc}*$/u),
})

/** The tickets of a tenant, below a path that names it as `:tenant`. */
export function ticketRoutes({ guard, tickets }: { guard: HelpDeskGuard; tickets: Tickets }): Router {
  const routes = express.Router({ mergeParams: true })

  /** Told by the verified token, and by the tenant whose secret verified it; never by anything else in the request. */
  function owner(req: Request): Owner {
    return { tenant: String(req.params.tenant), email: guard.auth(req).payload.email }
  }

  routes.get('/', async (req, res) => {
    res.set('Cache-Control', 'no-store').json({ tickets: await tickets.list(owner(req)) })
  })

  routes.post('/', express.json({ limit: '4kb' }), async (req, res) => {
    const ticket = newTicket.safeParse(req.body)
    if (!ticket.success)
      return sendProblem(res, 400, 'A ticket needs a subject: one line of 1 to 120 characters.')
    res.status(201).json(await tickets.file(owner(req), ticket.data.subject))
  })

  return routes
}
