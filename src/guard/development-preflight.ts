import type { IncomingHttpHeaders } from 'node:http'
import { quoted } from '../quoted.js'
import type { CorsSettings } from '../site/cors.js'
import type { Mistake } from './development.js'

/** How long the call may be in coming that a preflight was for, in milliseconds. Browsers send it at once. */
const PATIENCE = 2000

/** The origins whose call is awaited. */
const awaited = new Map<string | undefined, NodeJS.Timeout>()

/**
 * Tells why a browser will not make the call that an approved site has asked for, or that it did not make it.
 * The browser gives the reason to the page's console alone.
 */
export function watchPreflight(
  headers: IncomingHttpHeaders,
  cors: CorsSettings,
  tell: (mistake: Mistake) => void,
): void {
  const { origin } = headers
  const mistake = notListed(headers, cors)
  if (mistake) tell(mistake)
  if (mistake || awaited.has(origin)) return
  const timer = setTimeout(() => {
    awaited.delete(origin)
    tell(UNUSED)
  }, PATIENCE)
  awaited.set(origin, timer.unref())
}

/** The call that was awaited has come. */
export function noteCall({ origin }: IncomingHttpHeaders): void {
  clearTimeout(awaited.get(origin))
  awaited.delete(origin)
}

const UNUSED: Mistake = {
  code: 'preflight_unused',
  says:
    'has answered a preflight, and no call followed: if that was a browser, its console says why. Often ' +
    'it is fetch(url, { credentials: "include" }): leave `credentials` out, since the token is in ' +
    'Authorization and cookies are not read.',
}

/** Every page may use these (https://fetch.spec.whatwg.org/#cors-safelisted-method). */
const SAFE_METHODS = ['GET', 'HEAD', 'POST']

function notListed(
  headers: IncomingHttpHeaders,
  { methods, allowedHeaders }: CorsSettings,
): Mistake | undefined {
  const method = headers['access-control-request-method'] as string
  if (![...SAFE_METHODS, ...methods.split(', ')].includes(method)) return blocked('methods', method)
  const allowed = allowedHeaders?.toLowerCase().split(', ')
  const asked = headers['access-control-request-headers']?.toLowerCase().split(',')
  const name = asked
    ?.map((header) => header.trim())
    .find((header) => header !== '' && allowed?.includes(header) === false)
  return name === undefined ? undefined : blocked('allowedHeaders', name)
}

const blocked = (option: string, name: string): Mistake => ({
  code: `cors_${option}`,
  says:
    `does not allow what a page asks for: \`cors.${option}\` lacks ${quoted(name)}, ` +
    'so the browser blocks the call.',
})
