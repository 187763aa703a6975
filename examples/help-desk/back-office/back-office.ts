import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, type Router } from 'express'
import type { HelpDeskGuard } from '../backend/guard.js'
import { sendProblem } from '../backend/problem.js'
import type { Tenants } from '../backend/tenants.js'
import { sharedFiles } from '../shared/shared-files.js'
import { printSignInLink } from '../start/print-welcome.js'
import { browserModules, importMapHash } from './browser-modules.js'
import { ownHostOnly } from './checks/own-host-only.js'
import { ownPageOnly } from './checks/own-page-only.js'
import { pageHeaders } from './checks/page-headers.js'
import type { InboxParts } from './inbox-routes.js'
import { collectRefusedSites } from './refused-sites.js'
import { sessionOf } from './session/session-cookie.js'
import { sessionRoutes } from './session/session-routes.js'
import { openSessions } from './session/sessions.js'
import { collectSignals } from './signals.js'
import { tenantRoutes } from './tenant-routes.js'

const folder = (name: string) => join(import.meta.dirname, name)
const page = (name: string) => readFileSync(folder(name), 'utf8')

interface BackOffice {
  /** To be mounted at /admin. */
  routes: Router
  /** Where an administrator signs in next. */
  signInLink(): string
}

/** Where an administrator edits the approved domains of each tenant, and a colleague answers its users. */
export function createBackOffice(desk: {
  helpDesk: string
  guard: HelpDeskGuard
  tenants: Tenants
  inbox: InboxParts
}): BackOffice {
  const url = desk.helpDesk.replace('localhost', '127.0.0.1')
  const sessions = openSessions()
  const refusedSites = collectRefusedSites()
  const signals = collectSignals()
  // The code is behind the `#`, which browsers send to no server: it gets into no log.
  const signInLink = () => `${url}/admin/sign-in#${sessions.code()}`
  const signInPage = page('sign-in/sign-in.html')
  const domainsPage = page('page/domains.html')
  const signalsPage = page('page/signals.html')

  const signedInOnly: RequestHandler = (req, res, next) => {
    if (sessions.isOpen(sessionOf(req))) return next()
    if (req.path.startsWith('/api/')) return sendProblem(res, 401, 'Sign in first.')
    res.status(401).send(signInPage)
  }

  const routes = express.Router()
  routes.use(ownHostOnly(url))
  routes.use(pageHeaders([domainsPage, signalsPage].map(importMapHash)))
  routes.use(ownPageOnly(url))

  routes.get('/sign-in', (_req, res) => res.send(signInPage))
  routes.use('/sign-in', express.static(folder('sign-in')), sharedFiles)
  routes.use(
    '/api/session',
    sessionRoutes(sessions, () => printSignInLink(signInLink())),
  )

  routes.use(signedInOnly)
  routes.get('/', (_req, res) => res.send(domainsPage))
  routes.get('/signals', (_req, res) => res.send(signalsPage))
  routes.get('/inbox', (_req, res) => res.sendFile(folder('page/inbox.html')))
  routes.use('/api/tenants', tenantRoutes({ ...desk, refusedSites, signals }))
  routes.use('/modules', browserModules())
  routes.use(express.static(folder('page')), sharedFiles)
  return { routes, signInLink }
}
