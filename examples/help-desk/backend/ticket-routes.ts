import express, { type Request, type RequestHandler, type Router } from 'express'
import { z } from 'zod'
import type { HelpDeskGuard } from './guard.js'
import { oneLine } from './one-line.js'
import { sendProblem } from './problem.js'
import type { Owner, Tickets } from './tickets.js'

const newTicket = z.object({ subject: oneLine(120) })

/** The tickets of a tenant's users, below a path that names it as `:tenant`. */
export function ticketRoutes({ guard, tickets }: { guard: HelpDeskGuard; tickets: Tickets }): Router {
  const routes = express.Router({ mergeParams: true })

  const usersOnly: RequestHandler = (req, res, next) => {
    const caller = guard.auth(req)
    if (caller.guest) return sendProblem(res, 401, 'Sign in to see your tickets.')
    // The owner comes from the verified token, and from the tenant whose key verified it. Nothing else in the
    // request counts.
    res.locals.owner = { tenant: String(req.params.tenant), email: caller.payload.email } satisfies Owner
    next()
  }
  routes.use(usersOnly)

  routes.get('/', async (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ tickets: await tickets.list(res.locals.owner) })
  })

  routes.post('/', express.json({ limit: '4kb' }), async (req: Request, res) => {
    const ticket = newTicket.safeParse(req.body)
    if (!ticket.success)
      return sendProblem(res, 400, 'A ticket needs a subject: one line of 1 to 120 characters.')
    res.status(201).json(await tickets.file(res.locals.owner, ticket.data.subject))
  })

  return routes
}
