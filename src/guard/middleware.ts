import type { IncomingMessage, ServerResponse } from 'node:http'
import timers from 'node:timers'
import type { Request, Response } from 'express'
import type { AsapPolicyOptions } from '../options/read-options.js'
import { ownMember } from '../own-member.js'
import { framingPolicy } from '../site/frames.js'
import { allowReading, answerPreflight, answerRefusal, varyByOrigin } from './answer.js'
import { type Call, callOf } from './call.js'
import { type Admission, check } from './check.js'
import { concludeRefusal } from './conclude-refusal.js'
import type { Configuration } from './configuration.js'
import { isDevelopment } from './development.js'
import { mountingWatch } from './development-mounting.js'
import { type FindConfiguration, Findings, publishAdmission } from './findings.js'
import { presentedToken } from './presented-token.js'
import { restrictFraming } from './restrict-framing.js'
import type { Next } from './types.js'

/**
 * Requests that arrive together are checked in a row, and then served in a row, which makes a whole request
 * cheaper (docs/performance.md). The function is taken when the module loads: a test that fakes the timers
 * later must not hold requests.
 */
const { setImmediate: runLater } = timers

interface MiddlewareSettings {
  /** Finds the configuration of the tenant that a request is for. */
  readonly find: FindConfiguration
  /** Marks a request that may go on to the routes. */
  readonly mark: (req: IncomingMessage, admission: Admission) => void
  /** Used while no configuration is found. Each configuration has its own. */
  readonly onDeny?: AsapPolicyOptions['onDeny']
}

/** The three middlewares of a guard: what answers requests, and hands them on to the routes. */
export function middlewares({ find, mark, onDeny }: MiddlewareSettings) {
  // Each request would have to ask the environment otherwise, which takes half a microsecond.
  const lookAtMounting = isDevelopment() ? mountingWatch() : undefined

  function asapGuardMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    runLater(serve, req, res, next, presentedToken)
  }

  function asapSiteMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    runLater(serve, req, res, next)
  }

  function asapEmbedMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    void serveFrame(req, res, next)
  }

  async function serve(req: IncomingMessage, res: ServerResponse, next: Next, presented?: Call['presented']) {
    const found = new Findings()
    try {
      varyByOrigin(res)
      const admission = await check(callOf(req, presented), find, found)
      lookAtMounting?.(found, req, res)
      const { outcome, site } = admission
      const { cors } = (found.configuration as Configuration).settings
      if (outcome === 'preflight') {
        const requested = ownMember(req.headers, 'access-control-request-headers')
        answerPreflight(res, cors, site, requested as string | undefined)
        publishAdmission(found, admission)
      } else {
        allowReading(res, cors, site)
        mark(req, admission)
        publishAdmission(found, admission)
        handOn(next)
      }
    } catch (thrown) {
      lookAtMounting?.(found, req, res)
      refuse(req, res, next, found, thrown)
    }
  }

  async function serveFrame(req: IncomingMessage, res: ServerResponse, next: Next) {
    const found = new Findings()
    try {
      const { settings } = await find(callOf(req), found)
      restrictFraming(res, framingPolicy(settings.domains))
      handOn(next)
    } catch (thrown) {
      forbidFraming(res)
      refuse(req, res, next, found, thrown)
    }
  }

  function refuse(req: IncomingMessage, res: ServerResponse, next: Next, found: Findings, thrown: unknown) {
    const settings = found.configuration?.settings
    const deny = settings ? settings.onDeny : onDeny
    const error = concludeRefusal(found, thrown, deny && 'onDeny')
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

  return { gate: asapGuardMiddleware, site: asapSiteMiddleware, embed: asapEmbedMiddleware }
}

/** Node throws where the answer was begun, and so may a method that was replaced. The refusal ends both. */
function forbidFraming(res: ServerResponse): void {
  try {
    restrictFraming(res, framingPolicy([]))
  } catch {
    // Nothing more can be said of framing.
  }
}

/**
 * Calls `next` in a task of its own. Called here, an error that a route throws would be caught as if a check
 * had thrown it, and be answered as a refusal.
 */
function handOn(next: Next): void {
  runLater(next)
}
