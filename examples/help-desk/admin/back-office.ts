import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, type Router } from 'express'
import type { HelpDeskGuard } from '../guard.js'
import { printSignInLink } from '../print-welcome.js'
import { sendProblem } from '../problem.js'
import type { Tenants } from '../tenants.js'
import { browserModules, importMapHash } from './browser-modules.js'
import { ownHostOnly } from './own-host-only.js'
import { ownPageOnly } from './own-page-only.js'
import { pageHeaders } from './page-headers.js'
import { collectRefusedSites } from './refused-sites.js'
import { sessionOf } from './session-cookie.js'
import { sessionRoutes } from './session-routes.js'
import { openSessions } from './sessions.js'
import { tenantRoutes } from './tenant-routes.js'

const folder = join(import.meta.dirname, '..')
const files = (name: string) => express.static(join(folder, 'public', name))
const page = (name: string) => readFileSync(join(folder, 'pages', name), 'utf8')

interface BackOffice {
  /** To be mounted at /admin. */
  routes: Router
  /** Where an administrator signs in next. */
  signInLink(): string
}

/** Where an administrator edits the approved domains of each tenant. */
export function createBackOffice(desk: {
  helpDesk: string
  guard: HelpDeskGuard
  tenants: Tenants
}): BackOffice {
  const url = desk.helpDesk.replace('localhost', '127.0.0.1')
  const sessions = openSessions()
  const refusedSites = collectRefusedSites()
  // The code is behind the `#`, which browsers send to no server: it gets into no log.
  const signInLink = () => `${url}/admin/sign-in#${sessions.code()}`
  const signInPage = page('sign-in.html')
  const adminPage = page('admin.html')

  const signedInOnly: RequestHandler = (req, res, next) => {
    if (sessions.isOpen(sessionOf(req))) return next()
    if (req.path.startsWith('/api/')) return sendProblem(res, 401, 'Sign in first.')
    res.status(401).send(signInPage)
  }

  const routes = express.Router()
  routes.use(ownHostOnly(url))
  routes.use(pageHeaders(importMapHash(adminPage)))
  routes.use(ownPageOnly(url))

  routes.get('/sign-in', (_req, res) => res.send(signInPage))
  routes.use('/sign-in', files('sign-in'), files('shared'))
  routes.use(
    '/api/session',
    sessionRoutes(sessions, () => printSignInLink(signInLink())),
  )

  routes.use(signedInOnly)
  routes.get('/', (_req, res) => res.send(adminPage))
  routes.use('/api/tenants', tenantRoutes({ ...desk, refusedSites }))
  routes.use('/modules', browserModules())
  routes.use(files('admin'), files('shared'))
  return { routes, signInLink }
}
