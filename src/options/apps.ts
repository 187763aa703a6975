import { z } from 'zod'
import { ANDROID_ASSETS_HOST } from '../android-assets-host.js'
import type { ConfigIssue } from '../config-error.js'
import type { Domain } from '../domains/domains.js'
import { isLoopback } from '../loopback.js'
import { parsedUrl } from '../parsed-url.js'
import { checkOrigin } from '../site/origin.js'
import { listOf, type ShapeOf, text, textWithout } from './checks.js'
import { shownEntry } from './shown-entry.js'

/** Which calls are an app's, and how its tokens say so. */
export interface AsapAppsOptions {
  /** Name of the claim that the signed tokens of the app carry, such as `client`. */
  readonly claim: string
  /** Its value in these tokens, compared strictly: a text, a number, true or false. */
  readonly equals: string | number | boolean
  /**
   * Origins of the app's web views, 1 to 10, as browsers write them: `capacitor://localhost`,
   * `tauri://localhost`. http and https are accepted for loopback hosts, `tauri.localhost` and
   * `appassets.androidplatform.net`; other hosts belong in `domains`. Without any, only calls without an
   * origin can be an app's. Default: none.
   */
  readonly origins?: readonly string[] | undefined
}

export interface AppOptions {
  /**
   * Lets apps in: native ones, whose calls have no Origin, no Referer and no sign of a browser (Fetch
   * Metadata), and their web views at `origins`. Such a call passes when its signed token carries
   * `claim` with the value `equals`. Default: such calls are refused.
   */
  readonly apps?: AsapAppsOptions | undefined
}

const MOST_ORIGINS = 10
const ORIGINS = 'must be a list of origins, such as ["capacitor://localhost"]'

const appsShape = {
  claim: text,
  equals: z.union([text, z.number(), z.boolean()], 'must be a text, a number, true or false'),
  origins: listOf(textWithout(originProblem, meantOrigin), ORIGINS, MOST_ORIGINS)
    .refine(
      ({ length }) => length > 0,
      'must name at least one origin: leave it out if the app has no web view',
    )
    .refine((origins) => new Set(origins).size === origins.length, 'must not name an origin twice')
    .default([]),
} satisfies ShapeOf<AsapAppsOptions>

const apps = z.strictObject(appsShape, 'must be { claim, equals } or { claim, equals, origins }')

export const appShape = { apps: apps.optional() } satisfies ShapeOf<AppOptions>

export const APPS_MEMBERS = Object.keys(appsShape)

/** `scheme://host[:port]` in the lower case in which browsers write it. */
const ORIGIN = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[1-9][0-9]{0,4})?$/

const EVERYBODYS =
  'can be the origin of any file or sandboxed page: give the pages of the app an origin of their own'
const NO_ORIGIN = 'is no origin as browsers write it: scheme://host[:port] in lower case, nothing behind it'
const WEB_SITE = 'is a web site: list its host in `domains`'

function originProblem(entry: string): string | undefined {
  const problem = kindOfProblem(entry)
  return problem && `${shownEntry(entry)} ${problem}`
}

function kindOfProblem(entry: string): string | undefined {
  if (/^(?:null$|file:)/i.test(entry)) return EVERYBODYS
  const { scheme } = ORIGIN.exec(entry)?.groups ?? {}
  const url = scheme === undefined ? undefined : parsedUrl(entry)
  if (url === undefined) return NO_ORIGIN
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const { origin, hostname } = url
  if (!isLoopback(hostname) && hostname !== ANDROID_ASSETS_HOST) return WEB_SITE
  return origin === entry ? undefined : NO_ORIGIN
}

/** Without capital letters, and without a path behind it. */
function meantOrigin(entry: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#@\s]+(?=[/?#]|$)/.exec(entry.toLowerCase())?.[0]
}

/**
 * An origin that is approved as a site needs no claim, so listing it as an app's would promise a check
 * that is not made.
 */
export function approvedAppOrigins(
  options: Readonly<Record<string, unknown>>,
  domains: readonly Domain[],
): ConfigIssue[] {
  const { data } = apps.safeParse(options.apps)
  const issues = data?.origins.flatMap((origin, index) => {
    const approvedBy = checkOrigin(domains, { origin }).allowed
      ? '`domains`'
      : origin === options.selfOrigin && '`selfOrigin`'
    if (approvedBy === false) return []
    const message = `${shownEntry(origin)} is approved by ${approvedBy} already: remove it there or here`
    return [{ path: ['apps', 'origins', index], message }]
  })
  return issues ?? []
}
