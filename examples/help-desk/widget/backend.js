/** The help desk answered with a problem (RFC 9457), and the browser let this page read it. */
export class Refused extends Error {
  constructor({ title, status, code, detail }) {
    super(`${detail ?? title} (${status})`)
    this.code = code
  }
}

/**
 * There was no answer that the browser lets this page read. fetch() throws a bare TypeError, whether the help desk
 * refuses this site or is down: a page that is not approved learns nothing.
 */
export class Unreadable extends Error {}

/** The help desk, as a widget reaches it. A token is asked for at each call, since it is short-lived; a guest has none. */
export function backend({ tenant, getToken }) {
  const address = new URL(`widget/${encodeURIComponent(tenant)}/`, import.meta.url)

  /** Calls a route of the API. A `body` makes it a POST. */
  async function call(path, body) {
    const token = await getToken?.()
    return send(path, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    })
  }

  async function send(path, init = {}) {
    const response = await fetch(new URL(path, address), init).catch((error) => {
      throw new Unreadable(`The browser gives this page no answer to read, only a ${error.name}.`)
    })
    const answer = await response.json()
    if (!response.ok) throw new Refused(answer)
    return answer
  }

  /** A page can set no header of a handshake, so the token travels as a second subprotocol. */
  async function openChat() {
    const url = new URL('chat', address)
    url.protocol = url.protocol.replace('http', 'ws')
    return new WebSocket(url, ['chat', `asap-guard.bearer.${await getToken()}`])
  }

  return { isGuest: getToken === undefined, call, read: (path) => send(path), openChat }
}
