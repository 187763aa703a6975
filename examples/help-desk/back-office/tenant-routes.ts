import { safeParseDomains } from 'asap-guard'
import express, { type Router } from 'express'
import type { HelpDeskGuard } from '../backend/guard.js'
import { sendProblem } from '../backend/problem.js'
import type { Tenants } from '../backend/tenants.js'
import { type InboxParts, inboxRoutes } from './inbox-routes.js'
import type { RefusedSites } from './refused-sites.js'
import { signalRoutes } from './signal-routes.js'
import type { Signals } from './signals.js'

interface BackOfficeParts {
  guard: HelpDeskGuard
  tenants: Tenants
  refusedSites: RefusedSites
  inbox: InboxParts
  signals: Signals
}

/** What the pages of the back office read and change. */
export function tenantRoutes({ guard, tenants, refusedSites, inbox, signals }: BackOfficeParts): Router {
  const routes = express.Router()
  routes.use(express.json({ limit: '32kb' }))

  routes.get('/', (_req, res) => {
    res.json(tenants.list())
  })

  routes.use('/:tenant', async (req, res, next) => {
    res.locals.tenant = await tenants.find(req.params.tenant)
    if (res.locals.tenant) next()
    else sendProblem(res, 404, 'There is no such tenant.')
  })

  routes.get('/:tenant', (req, res) => {
    const { id, name, domains } = res.locals.tenant
    res.json({ id, name, domains, refused: refusedSites.of(req.params.tenant) })
  })

  // The page has checked the list with the same validator; what arrives here may come from anywhere.
  routes.put('/:tenant/domains', async (req, res) => {
    const { tenant } = req.params
    const list = safeParseDomains(req.body?.domains)
    if (!list.success) {
      return sendProblem(res, 422, 'Nothing was saved: the list has mistakes.', { issues: list.issues })
    }
    await tenants.saveDomains(tenant, list.data)
    guard.reload(tenant)
    refusedSites.forget(tenant, list.data)
    res.json({ domains: list.data })
  })

  routes.post('/:tenant/explain', async (req, res) => {
    const { origin } = req.body ?? {}
    if (typeof origin !== 'string') return sendProblem(res, 400, 'Name an origin.')
    res.json(await guard.explain({ tenant: req.params.tenant, origin }))
  })

  // For the eyes of an operator alone. The guard keeps nothing of it.
  routes.post('/:tenant/diagnose', async (req, res) => {
    const { token, origin } = req.body ?? {}
    if (typeof token !== 'string' || typeof origin !== 'string')
      return sendProblem(res, 400, 'Paste a token.')
    res.json(await guard.diagnose({ tenant: req.params.tenant, token, origin: origin || undefined }))
  })

  routes.use('/:tenant/inbox', inboxRoutes(inbox))
  routes.use('/:tenant/signals', signalRoutes(signals))

  return routes
}
