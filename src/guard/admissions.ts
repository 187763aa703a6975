import type { IncomingMessage } from 'node:http'
import type { Domain } from '../domains/domains.js'
import type { AsapAuth, AsapGuest } from '../token/auth.js'
import type { Admission } from './check.js'

/** The site that a request comes from. */
export interface AsapSite {
  /**
   * As browsers write it; `undefined` for a native app, or where `reportOnly` let a call without an origin
   * through.
   */
  readonly origin: string | undefined
  /**
   * The entry of the whitelist that it matched; `undefined` for `selfOrigin`, apps, and what `reportOnly` let
   * through.
   */
  readonly domain: Domain | undefined
}

const DID_NOT_RUN = 'this guard did not run. Mount it before the route: app.use(path, guard)'

/** Marks the requests that one guard has let through, and reads what it found. */
export function admissions() {
  // `req.auth` belongs to everybody: another middleware may set it, or set it anew. This one is of this guard
  // alone.
  const own: unique symbol = Symbol('asap-guard: admission')
  type Admitted = IncomingMessage & { auth?: AsapAuth | AsapGuest; [own]?: Omit<Admission, 'outcome'> }

  return {
    mark(req: IncomingMessage, { site, auth }: Admission): void {
      const admitted = req as Admitted
      // One by one: Object.assign on a request of Express takes a twentieth of the time of the whole request.
      if (auth) admitted.auth = auth
      admitted[own] = { site, auth: auth ?? admitted[own]?.auth }
    },

    auth(req: IncomingMessage): AsapAuth | AsapGuest {
      const auth = (req as Admitted)[own]?.auth
      if (auth) return auth
      throw new TypeError(`guard.auth(req): ${DID_NOT_RUN}`)
    },

    siteOf(req: IncomingMessage): AsapSite {
      const site = (req as Admitted)[own]?.site
      if (site) return { origin: site.origin, domain: site.domain }
      throw new TypeError(`guard.siteOf(req): ${DID_NOT_RUN}`)
    },
  }
}
