import { join } from 'node:path'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { sharedFiles } from '../shared/shared-files.js'
import { articles } from './articles.js'
import type { HelpDeskGuard } from './guard.js'
import { answerWithProblem } from './problem.js'
import { questionRoutes } from './question-routes.js'
import type { Questions } from './questions.js'
import { ticketRoutes } from './ticket-routes.js'
import type { Tickets } from './tickets.js'

const folder = (name: string) => join(import.meta.dirname, '..', name)

interface BackendParts {
  guard: HelpDeskGuard
  tickets: Tickets
  questions: Questions
  backOffice: RequestHandler
}

/**
 * The help desk's server: the guard stands on every road to it. Live chat has a road of its own, in
 * `chat.ts`.
 */
export function createBackend({ guard, tickets, questions, backOffice }: BackendParts): Express {
  const app = express()

  // The gate stands before body parsers and routes, and is mounted with use(), so that it sees preflights
  // too.
  app.use('/widget/:tenant/api', guard)
  app.use('/widget/:tenant/api/tickets', ticketRoutes({ guard, tickets }))
  app.use('/widget/:tenant/api/questions', questionRoutes({ guard, questions }))

  // What anybody on an approved site may read. No token is looked at.
  app.use('/widget/:tenant/public', guard.site)
  app.get('/widget/:tenant/public/articles', (_req, res) => res.json({ articles }))

  // A page for iframes: anyone may open it, but only the tenant's approved sites may show it in a frame. What
  // helmet says about frames gives way to guard.embed; all else that it says stays.
  app.use('/widget/:tenant/frame', helmet(), guard.embed)
  app.get('/widget/:tenant/frame', (_req, res) =>
    res.sendFile('help-centre.html', { root: folder('help-centre') }),
  )

  app.use('/admin', backOffice)

  // The widget's script is public: every site may load it. It holds no secret.
  app.use(
    express.static(folder('widget'), { setHeaders: (res) => res.set('Access-Control-Allow-Origin', '*') }),
  )
  app.use(express.static(folder('help-centre')), express.static(folder('backend/public')), sharedFiles)
  app.use(answerWithProblem)
  return app
}
