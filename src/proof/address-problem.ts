import { looksLikeToken } from '../looks-like-token.js'
import type { HttpUri } from './http-uri.js'
import { shown } from './invalid.js'

/**
 * Why a proof is for another address than that of the request, with the fix.
 *
 * @param htu the claim as it is written
 * @param found the claim, normalised; `undefined` if it is no address
 * @param expected the address of the request, normalised
 * @param token must not stand in a message, and a backend with `getToken` may have it in the path
 */
export function addressProblem(
  htu: unknown,
  found: HttpUri | undefined,
  expected: HttpUri,
  token: string,
): string {
  const hidden = (text: string) => shown(withoutSecrets(text.replaceAll(token, '<token>')))
  const signed = typeof htu === 'string' ? hidden(htu) : shown(htu)
  const fix = found
    ? fixOf(found, expected)
    : 'sign an address with scheme and host, without user name and password'
  const made = hidden(expected.origin + expected.path)
  return `htu is ${signed}, but \`dpop.url\` and the path of the request make ${made}: ${fix}`
}

/** The query counts for nothing in `htu`. It may hold a secret, as user information and other tokens do. */
function withoutSecrets(address: string): string {
  return address
    .replace(/[?#].*/s, '')
    .replace(/\/\/[^/]*@/, '//<user>@')
    .split('/')
    .map((part) => (looksLikeToken(part) ? '<token>' : part))
    .join('/')
}

function fixOf(found: HttpUri, expected: HttpUri): string {
  if (/^wss?:/.test(found.origin)) return 'for a WebSocket, sign the address with https (http on loopback)'
  if (found.origin !== expected.origin)
    return '`dpop.url` must be the address that the widget calls, not one behind a proxy'
  if (found.path === `${expected.path}/` || expected.path === `${found.path}/`)
    return 'one of them ends with a slash'
  if (found.path.endsWith(expected.path))
    return 'if a proxy removes the beginning of the path, add it to `dpop.url`'
  if (expected.path.endsWith(found.path)) return 'sign the whole path, with that of `dpop.url`'
  return 'make a new proof for each request, and look for a proxy that rewrites paths'
}
