import { makeProof, openKey } from './key.js'

/** The help desk answered with a problem (RFC 9457), and the browser let this page read it. */
export class Refused extends Error {
  constructor({ title, status, code, detail }) {
    super(`${detail ?? title} (${status})`)
    this.code = code
  }
}

/**
 * There was no answer that the browser lets this page read. fetch() throws a bare TypeError, whether the help
 * desk refuses this site or is down: a page that is not approved learns nothing.
 */
export class Unreadable extends Error {}

/**
 * The help desk, as a widget reaches it. A token is asked for at each call, since it is short-lived; a guest
 * has none.
 */
export function backend({ tenant, getToken }) {
  const address = new URL(`widget/${encodeURIComponent(tenant)}/`, import.meta.url)
  const key = getToken && openKey()

  /** A token, and the proof that it is this browser's own if it is bound to a key. */
  async function credentials(method, url) {
    const { thumbprint } = await key
    const token = await getToken({ thumbprint })
    return { token, proof: isBound(token) ? await makeProof(await key, { method, url, token }) : undefined }
  }

  async function authorization(method, url) {
    if (!getToken) return {}
    const { token, proof } = await credentials(method, url)
    return proof ? { Authorization: `DPoP ${token}`, DPoP: proof } : { Authorization: `Bearer ${token}` }
  }

  /** Calls a route of the API. A `body` makes it a POST. */
  async function call(path, body) {
    const method = body ? 'POST' : 'GET'
    const headers = {
      ...(await authorization(method, new URL(path, address))),
      ...(body && { 'Content-Type': 'application/json' }),
    }
    return send(path, { method, headers, body: body && JSON.stringify(body) })
  }

  async function send(path, init = {}) {
    const response = await fetch(new URL(path, address), init).catch((error) => {
      throw new Unreadable(`The browser gives this page no answer to read, only a ${error.name}.`)
    })
    const answer = await response.json()
    if (!response.ok) throw new Refused(answer)
    return answer
  }

  /**
   * A page can set no header of a handshake, so token and proof travel as subprotocols beside the chat's own.
   */
  async function openChat() {
    const url = new URL('chat', address)
    const { token, proof } = await credentials('GET', url)
    url.protocol = url.protocol.replace('http', 'ws')
    const protocols = ['chat', `asap-guard.bearer.${token}`]
    return new WebSocket(url, proof ? [...protocols, `asap-guard.dpop.${proof}`] : protocols)
  }

  return { isGuest: getToken === undefined, call, read: (path) => send(path), openChat }
}

/** Whether the customer's server put a key's thumbprint into the token. */
function isBound(token) {
  const [, payload = ''] = token.split('.')
  return 'cnf' in JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
}
