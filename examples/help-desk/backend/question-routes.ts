import express, { type Request, type Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { z } from 'zod'
import type { HelpDeskGuard } from './guard.js'
import { oneLine } from './one-line.js'
import { sendProblem } from './problem.js'
import type { Questions } from './questions.js'

const newQuestion = z.object({ email: z.email().max(254), text: oneLine(500) })

/** Nobody vouches for a guest. So an address on the network may ask ten questions a minute. */
const limit = rateLimit({
  windowMs: 60_000,
  limit: 10,
  handler: (_req, res) => sendProblem(res, 429, 'Too many questions. Wait a minute.'),
})

/** What guests ask a tenant, below a path that names it as `:tenant`. */
export function questionRoutes({ guard, questions }: { guard: HelpDeskGuard; questions: Questions }): Router {
  const routes = express.Router({ mergeParams: true })

  routes.post('/', limit, express.json({ limit: '4kb' }), async (req: Request, res) => {
    const caller = guard.auth(req)
    if (!caller.guest) return sendProblem(res, 400, 'You are signed in: file a ticket.')
    const question = newQuestion.safeParse(req.body)
    if (!question.success)
      return sendProblem(res, 400, 'A question needs an e-mail address, and one line of 1 to 500 characters.')
    await questions.ask(String(req.params.tenant), question.data)
    res.status(201).json({})
  })

  return routes
}
