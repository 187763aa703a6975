import express, { type Router } from 'express'
import { z } from 'zod'
import type { HelpDeskGuard } from './guard.js'
import { sendProblem } from './problem.js'
import type { Tickets } from './tickets.js'

/** One line of text; PostgreSQL could not store every control character. */
const newTicket = z.object({
  subject: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^\P{Cc}*$/u),
})

/** Whose tickets these are is told by the verified token alone, never by anything else in the request. */
export function ticketRoutes({ guard, tickets }: { guard: HelpDeskGuard; tickets: Tickets }): Router {
  const routes = express.Router()

  routes.get('/', async (req, res) => {
    const { payload } = guard.auth(req)
    res.set('Cache-Control', 'no-store').json({ tickets: await tickets.list(payload.email) })
  })

  routes.post('/', express.json({ limit: '4kb' }), async (req, res) => {
    const { payload } = guard.auth(req)
    const ticket = newTicket.safeParse(req.body)
    if (!ticket.success) return sendProblem(res, 400, 'A ticket needs a subject: one line of 1 to 120 characters.')
    res.status(201).json(await tickets.file(payload.email, ticket.data.subject))
  })

  return routes
}
