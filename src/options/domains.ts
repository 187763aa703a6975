import { type DomainsResult, safeParseDomains } from '../domains/domains.js'
import { isHttpsOrLoopback } from '../loopback.js'
import { parsedUrl } from '../parsed-url.js'
import { meantOrigin } from '../site/meant-origin.js'
import { readApart, type ShapeOf, textWithout, trueOrFalse } from './checks.js'
import { shownEntry } from './shown-entry.js'

/** Which sites are approved. */
export interface DomainOptions {
  /**
   * The approved sites: 1 to 5 entries, `["*."] host [":" port]`. `example.com` is that host alone,
   * `*.example.com` every subdomain of it, at any depth. https is implied; http is accepted from
   * loopback hosts, such as `localhost:3000`.
   */
  readonly domains: readonly string[] | undefined
  /**
   * The help desk's own origin, such as `https://desk.example.com`, for a widget in a frame that the
   * help desk serves. It is not one of the five. Default: none.
   */
  readonly selfOrigin?: string | undefined
  /**
   * Whether `domains` may hold exact names under no public suffix, such as `helpdesk.internal` or
   * `intranet`. Default: false.
   */
  readonly allowInternalHosts?: boolean | undefined
  /**
   * Whether sites that are not approved are reported (diagnostics channel `asap-guard:decision`) instead
   * of refused. The token is still required; with `guests`, guests of every site pass for that time.
   * Default: false.
   */
  readonly reportOnly?: boolean | undefined
}

export const domainShape = {
  domains: readApart<readonly string[] | undefined>().optional(),
  selfOrigin: textWithout(ownOriginProblem, meantOwnOrigin).optional(),
  allowInternalHosts: trueOrFalse.default(false),
  reportOnly: trueOrFalse.default(false),
} satisfies ShapeOf<DomainOptions>

function ownOriginProblem(entry: string): string | undefined {
  if (isOwnOrigin(entry)) return undefined
  return `${shownEntry(entry)} must be an origin such as "https://desk.example.com"`
}

function isOwnOrigin(origin: string): boolean {
  const url = parsedUrl(origin)
  if (url === undefined) return false
  return isHttpsOrLoopback(url) && url.origin === origin && !url.hostname.includes('*')
}

/** The origin of an address, and https for http. */
function meantOwnOrigin(entry: string): string | undefined {
  const meant = meantOrigin(entry)
  return meant === undefined || isOwnOrigin(meant) ? meant : meant.replace('http:', 'https:')
}

/**
 * Reads `domains`, whose check depends on `allowInternalHosts`. Paths of issues start at the options.
 */
export function readDomains(options: Readonly<Record<string, unknown>>): DomainsResult {
  const allowInternalHosts = options.allowInternalHosts === true
  const result = safeParseDomains(options.domains, { allowInternalHosts })
  if (result.success) return result
  return {
    success: false,
    issues: result.issues.map((issue) => ({ ...issue, path: ['domains', ...issue.path] })),
  }
}
