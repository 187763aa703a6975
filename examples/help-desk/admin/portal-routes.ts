import { safeParseDomains } from 'asap-guard'
import express, { type Router } from 'express'
import type { HelpDeskGuard } from '../guard.js'
import type { Portals } from '../portals.js'
import { sendProblem } from '../problem.js'
import type { RefusedSites } from './refused-sites.js'

interface BackOfficeParts {
  guard: HelpDeskGuard
  portals: Portals
  refusedSites: RefusedSites
}

/** What the administrator's page reads and changes. */
export function portalRoutes({ guard, portals, refusedSites }: BackOfficeParts): Router {
  const routes = express.Router()
  routes.use(express.json({ limit: '16kb' }))

  routes.get('/', (_req, res) => {
    res.json(portals.list())
  })

  routes.use('/:portal', async (req, res, next) => {
    res.locals.portal = await portals.find(req.params.portal)
    if (res.locals.portal) next()
    else sendProblem(res, 404, 'There is no such portal.')
  })

  routes.get('/:portal', (req, res) => {
    const { id, name, domains } = res.locals.portal
    res.json({ id, name, domains, refused: refusedSites.of(req.params.portal) })
  })

  // The page has checked the list with the same validator; what arrives here may come from anywhere.
  routes.put('/:portal/domains', async (req, res) => {
    const { portal } = req.params
    const list = safeParseDomains(req.body?.domains)
    if (!list.success) {
      return sendProblem(res, 422, 'Nothing was saved: the list has mistakes.', { issues: list.issues })
    }
    await portals.saveDomains(portal, list.data)
    guard.reload(portal)
    refusedSites.forget(portal, list.data)
    res.json({ domains: list.data })
  })

  routes.post('/:portal/explain', async (req, res) => {
    const { origin } = req.body ?? {}
    if (typeof origin !== 'string') return sendProblem(res, 400, 'Name an origin.')
    res.json(await guard.explain({ tenant: req.params.portal, origin }))
  })

  return routes
}
