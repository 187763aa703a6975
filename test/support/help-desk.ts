import { type AsapGuard, type AsapGuardOptions, asapGuard } from 'asap-guard'
import express, { type Express, type Request, type Response } from 'express'
import { createJwt, SECRET } from './create-jwt.js'
import { serve, type TestServer } from './server.js'

/** An approved site, and one that nobody approved. */
export const SITE = 'https://help.example.com'
export const ROGUE_SITE = 'https://evil.example'

/** What a widget on an approved site sends. */
export const fromSite = (overrides: Record<string, string | readonly string[] | undefined> = {}) => ({
  Origin: SITE,
  Authorization: `Bearer ${createJwt()}`,
  ...overrides,
})

/** A backend on loopback, all of whose routes are guarded. Any request that passes is answered `{ sub }`. */
export interface HelpDesk extends TestServer {
  readonly guard: AsapGuard
  /** The requests that the guard let through. */
  readonly reached: readonly Request[]
}

/**
 * @param options what differs from a guard of `help.example.com`, `*.example.org` and `localhost:*`
 * @param routes adds routes and error handlers of its own behind the guard
 */
export async function helpDesk(
  options: Partial<AsapGuardOptions> = {},
  routes: (app: Express, guard: AsapGuard) => void = () => {},
): Promise<HelpDesk> {
  const reached: Request[] = []
  const guard = asapGuard({
    domains: ['help.example.com', '*.example.org', 'localhost:*'],
    secret: SECRET,
    ...options,
  } as AsapGuardOptions)
  const app = express()
  app.use(guard)
  app.use((req, _res, next) => {
    reached.push(req)
    next()
  })
  routes(app, guard)
  app.use((req: Request, res: Response) => {
    res.json({ sub: guard.auth(req).payload.sub })
  })
  return { guard, reached, ...(await serve(app)) }
}
