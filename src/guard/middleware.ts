import type { IncomingMessage, ServerResponse } from 'node:http'
import timers from 'node:timers'
import type { Request, Response } from 'express'
import { asRefusal } from '../errors.js'
import type { AsapPolicyOptions } from '../options/read-options.js'
import { isPromise } from '../promise.js'
import { framingPolicy } from '../site/frames.js'
import type { AsapAuth } from '../token/auth.js'
import { allowReading, answerPreflight, answerRefusal, varyByOrigin } from './answer.js'
import { callOf } from './call.js'
import { check } from './check.js'
import { type FindConfiguration, Findings, publish } from './findings.js'
import { restrictFraming } from './restrict-framing.js'
import type { AsapMiddleware, Next } from './types.js'

/** Taken when the module loads: a test that fakes the timers later must not hold requests. */
const { setImmediate: runLater } = timers

/**
 * The part of a guard that sees requests and responses.
 *
 * @param find the configuration of the tenant that a request is for
 * @param onDeny for requests whose tenant, which may have its own, could not be found
 */
export function middleware(
  find: FindConfiguration,
  onDeny?: AsapPolicyOptions['onDeny'],
): AsapMiddleware<Record<string, unknown>> {
  // `req.auth` belongs to everybody: another middleware may set it, or set it anew. This one is of this guard alone.
  const ownAuth: unique symbol = Symbol('asap-guard: auth')
  type Admitted = IncomingMessage & { auth?: AsapAuth; [ownAuth]?: AsapAuth }

  function asapGuardMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    void serve(req, res, next)
  }

  async function serve(req: IncomingMessage, res: ServerResponse, next: Next): Promise<void> {
    const found = new Findings()
    try {
      varyByOrigin(res)
      const admission = await check(callOf(req), find, found)
      const { outcome, site } = admission
      const cors = found.configuration?.settings.cors
      if (outcome === 'preflight') {
        answerPreflight(res, cors, site, req.headers['access-control-request-headers'])
        publish(found, { outcome, code: site.code, status: 204 })
      } else {
        allowReading(res, cors, site)
        // One by one: Object.assign on a request of Express takes a twentieth of the time of the whole request.
        const admitted = req as Admitted
        admitted.auth = admission.auth
        admitted[ownAuth] = admission.auth
        publish(found, { outcome, code: outcome === 'reported' ? site.code : undefined })
        handOn(next)
      }
    } catch (thrown) {
      refuse(req, res, next, found, thrown)
    }
  }

  function embed(req: IncomingMessage, res: ServerResponse, next: Next): void {
    void serveFrame(req, res, next)
  }

  async function serveFrame(req: IncomingMessage, res: ServerResponse, next: Next): Promise<void> {
    const found = new Findings()
    try {
      let configuration = find(callOf(req), found)
      if (isPromise(configuration)) configuration = await configuration
      restrictFraming(res, framingPolicy(configuration.settings.domains))
      handOn(next)
    } catch (thrown) {
      restrictFraming(res, framingPolicy([]))
      refuse(req, res, next, found, thrown)
    }
  }

  function refuse(req: IncomingMessage, res: ServerResponse, next: Next, found: Findings, thrown: unknown) {
    const error = asRefusal(thrown)
    const { code, status, detail, cause } = error
    publish(found, { outcome: 'refused', code, status, detail, cause })
    const settings = found.configuration?.settings
    const deny = settings ? settings.onDeny : onDeny
    // Called without an error, `next` would let the refused request through.
    const handError = (given?: unknown) => next(given instanceof Error ? given : error)
    void answerRefusal({
      response: res,
      error,
      cors: settings?.cors,
      site: found.site,
      onDeny: deny && (() => deny(error, req as Request, res as Response, handError)),
    })
  }

  function auth(req: IncomingMessage): AsapAuth {
    const known = (req as Admitted)[ownAuth]
    if (known) return known
    throw new TypeError(
      'guard.auth(req): this guard did not run. Mount it before the route: app.use(path, guard)',
    )
  }

  return Object.assign(asapGuardMiddleware, { embed, auth })
}

/**
 * Runs the routes of an admitted request. Requests that arrive together are thereby checked in a row and answered in a
 * row, which is worth 15 percent of a whole request (docs/performance.md). What a route throws is none of the guard's.
 */
function handOn(next: Next): void {
  runLater(next)
}
