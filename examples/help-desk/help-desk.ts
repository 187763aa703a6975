import { join } from 'node:path'
import express, { type Express, type RequestHandler } from 'express'
import type { HelpDeskGuard } from './guard.js'
import { answerWithProblem } from './problem.js'
import { ticketRoutes } from './ticket-routes.js'
import type { Tickets } from './tickets.js'

const pages = join(import.meta.dirname, 'pages')
const publicFiles = join(import.meta.dirname, 'public/help-desk')

interface HelpDesk {
  guard: HelpDeskGuard
  tickets: Tickets
  backOffice: RequestHandler
}

export function createHelpDesk({ guard, tickets, backOffice }: HelpDesk): Express {
  const app = express()

  // The gate stands before body parsers and routes, and is mounted with use(), so that it sees preflights too.
  app.use('/widget/:tenant/api', guard)
  app.use('/widget/:tenant/api/tickets', ticketRoutes({ guard, tickets }))

  // Pages for iframes: anyone may open them, but only the tenant's approved sites may show them in a frame.
  app.use('/widget/:tenant/frame', guard.embed)
  app.get('/widget/:tenant/frame', (_req, res) => res.sendFile('help-centre.html', { root: pages }))

  app.use('/admin', backOffice)

  // The widget's script is public and goes to every site. It holds no secret.
  app.use(express.static(publicFiles))
  app.use(answerWithProblem)
  return app
}
