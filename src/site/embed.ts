import type { Domain } from './domains.js'
import { LOOPBACK_HOSTS } from './host-name.js'

/**
 * The `frame-ancestors` directive (CSP Level 3 §6.4.2) that lets exactly the whitelisted sites frame a page.
 * Loopback hosts may use http as well. `[::1]` is left out, because the grammar of CSP has no IPv6 addresses.
 */
export function frameAncestors(domains: readonly Domain[]): string {
  const sources = domains.flatMap(hostSources)
  return `frame-ancestors ${sources.length > 0 ? sources.join(' ') : "'none'"}`
}

function hostSources(domain: Domain): string[] {
  if (domain.startsWith('[')) return []
  const https = `https://${domain}`
  return LOOPBACK_HOSTS.has(domain.replace(/:[^:]*$/, '')) ? [https, `http://${domain}`] : [https]
}

/** The part of a response that framing is about. */
interface ResponseHead {
  writeHead(...head: unknown[]): unknown
  setHeader(name: string, value: string | number | readonly string[]): unknown
  appendHeader(name: string, value: string): unknown
  removeHeader(name: string): void
}

/**
 * Adds a policy of its own when the head of the response is written, whatever was or will be set before: several policies
 * hold together (CSP Level 3 §8.1), so none is overwritten and none overwrites this one. `X-Frame-Options`, which knows no
 * lists, would contradict it.
 */
export function restrictFraming(response: ResponseHead, policy: string): void {
  const writeHead = response.writeHead
  response.writeHead = (status, ...rest) => {
    const reason = typeof rest[0] === 'string' ? [rest[0]] : []
    for (const [name, value] of headerEntries(rest.at(-1))) response.setHeader(name, value)
    response.removeHeader('X-Frame-Options')
    response.appendHeader('Content-Security-Policy', policy)
    response.writeHead = writeHead
    return response.writeHead(status, ...reason)
  }
}

type HeaderValue = string | number | readonly string[]

/** The headers given to `writeHead`: an object, a list of pairs, or names and values in turn. */
function headerEntries(headers: unknown): (readonly [string, HeaderValue])[] {
  if (Array.isArray(headers)) {
    const flat = headers.flat()
    return flat.flatMap((name, index) => (index % 2 === 0 ? [[String(name), flat[index + 1]] as const] : []))
  }
  return headers instanceof Object ? Object.entries(headers) : []
}
