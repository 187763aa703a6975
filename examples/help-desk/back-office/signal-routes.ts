import express, { type Router } from 'express'
import type { Tenant } from '../backend/tenants.js'
import { shownMinutes } from './minute-counts.js'
import type { Signals } from './signals.js'

/** What the page of signals draws. The tenant is in `res.locals`. */
export function signalRoutes(signals: Signals): Router {
  const routes = express.Router()

  routes.get('/', (_req, res) => {
    const { id, keys }: Tenant = res.locals.tenant
    const { codes, sites, reported, keys: used } = signals.of(id)
    res.json({
      minutes: shownMinutes(),
      codes: codes.read(),
      sites: sites.read(),
      reported: reported.read(),
      keys: used.read(),
      keySet: 'jwksUri' in keys ? signals.keySet(keys.jwksUri) : undefined,
    })
  })

  return routes
}
