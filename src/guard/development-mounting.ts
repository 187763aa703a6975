import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request } from 'express'
import { decisions } from '../diagnostics.js'
import { isPreflight } from '../site/cors.js'
import type { Site } from '../site/site.js'
import { isNewKind, type Mistake, warn } from './development.js'
import { noteCall, watchPreflight } from './development-preflight.js'
import { type Findings, nameOfGuard } from './findings.js'

/** Responses that a guard has looked at: a second guard finds the headers of the first. */
const seen = new WeakSet<ServerResponse>()

/** How many requests of a guard are looked at. A mistake of mounting shows in the first of them. */
const MOST_LOOKS = 1000

/**
 * Makes a function that looks at requests and warns, once of each, of mistakes in mounting a guard. It is to
 * be called before the guard writes its own CORS headers.
 */
export function mountingWatch() {
  let looks = 0

  return function lookAtMounting(found: Findings, req: IncomingMessage, res: ServerResponse): void {
    if (!isPreflight(req)) noteCall(req.headers)
    if (looks >= MOST_LOOKS || seen.has(res)) return
    looks += 1
    seen.add(res)
    const { site, configuration } = found
    const settings = configuration?.settings
    if (decisions.hasSubscribers || settings?.onDeny) return
    const tell = ({ code, says }: Mistake) => {
      if (isNewKind(code)) warn(code, `${nameOfGuard(found)} ${says}`, MISCONCEPTIONS)
    }
    if (seesNoPreflight(req)) tell(ON_ROUTE)
    if ((req as Request).body !== undefined) tell(BEHIND_PARSER)
    const cors = settings?.cors
    if (!site || !cors) return
    if (OWN_HEADERS.some((name) => res.getHeader(name) !== undefined)) tell(CORS_BEFORE)
    else res.on?.('finish', () => isChanged(res, site) && tell(CORS_BEHIND))
    if (site.standing === 'refused') return
    if (withCookies(req, site)) tell(WITH_COOKIES)
    if (isPreflight(req)) watchPreflight(req.headers, cors, tell)
  }
}

const MISCONCEPTIONS = 'docs/troubleshooting.md#common-misconceptions'

const ON_ROUTE: Mistake = {
  code: 'mounted_on_route',
  says:
    'is mounted on a route, as with app.get(path, guard): preflights never come to it, and browsers then ' +
    'block every call. Mount it with app.use(path, guard), before the routes.',
}

const BEHIND_PARSER: Mistake = {
  code: 'behind_body_parser',
  says:
    'stands behind a body parser: it reads the bodies of strangers, and an error in a body is answered ' +
    'without CORS headers, which a browser shows as a CORS error. Mount the guard first.',
}

const CORS_BEFORE: Mistake = {
  code: 'cors_twice',
  says:
    'finds CORS headers that something before it has set: cors(), or enableCors() of Nest. That answers ' +
    'the preflights of every site, and other sites can read what the guard refuses. Leave it out: the ' +
    'guard sets the headers.',
}

const CORS_BEHIND: Mistake = {
  code: 'cors_twice',
  says:
    'has set CORS headers that something behind it has changed, such as cors(): other sites could then ' +
    'read the answer, or the approved one could not. Leave it out: the guard sets the headers.',
}

const WITH_COOKIES: Mistake = {
  code: 'credentials_included',
  says:
    'got cookies from another site, as of fetch(url, { credentials: "include" }): the browser then hides ' +
    'the answer from the page. Leave `credentials` out: the token is in Authorization, and cookies are ' +
    'not read.',
}

const OWN_HEADERS = ['Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials']

/** Express sets `route` where a route is run, and not for `app.use`. Of `app.all` preflights come, too. */
function seesNoPreflight(req: IncomingMessage): boolean {
  const { route } = req as { route?: { methods?: Readonly<Record<string, unknown>> } | null }
  const methods = route?.methods
  return methods !== undefined && !methods._all && !methods.options
}

function isChanged(res: ServerResponse, site: Site): boolean {
  const [origin, credentials] = OWN_HEADERS.map((name) => res.getHeader(name))
  return (origin !== undefined && origin !== site.origin) || credentials !== undefined
}

/** Browsers send cookies to the page's own origin in any case, and a proxy for development passes them on. */
function withCookies({ headers }: IncomingMessage, { origin }: Site): boolean {
  if (headers.cookie === undefined || headers.origin === undefined) return false
  return headers['sec-fetch-site'] !== 'same-origin' && new URL(origin as string).host !== headers.host
}
