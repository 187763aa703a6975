/** What a call of a test carries. */
export interface TestCredentials {
  /** Without it, it is a guest's call. */
  readonly token?: string | undefined
  /** For a guard with `dpop`: the proof beside a bound token, of {@link testDpopKey}. */
  readonly proof?: string | undefined
}

/**
 * Headers of a call from a page on `origin`, such as `https://help.example.com`, or from an app's web view.
 */
export function headersFrom(
  origin: string,
  credentials: TestCredentials = {},
): Readonly<Record<string, string>> {
  return { Origin: origin, ...credentialHeaders(credentials) }
}

/**
 * Headers of a call of a native app: it sends no Origin. Its token carries the claim that the option `apps`
 * names.
 */
export function headersFromApp(credentials: TestCredentials): Readonly<Record<string, string>> {
  return credentialHeaders(credentials)
}

function credentialHeaders({ token, proof }: TestCredentials): Record<string, string> {
  if (token === undefined) return {}
  return proof === undefined
    ? { Authorization: `Bearer ${token}` }
    : { Authorization: `DPoP ${token}`, DPoP: proof }
}

/**
 * The subprotocols of a WebSocket handshake, for `new WebSocket(url, protocols)`. With the package `ws`, name
 * the site as well: `new WebSocket(url, protocols, { origin })`.
 *
 * @param protocol the one that your server takes up: browsers fail a handshake without it.
 */
export function handshakeProtocols(protocol: string, { token, proof }: TestCredentials = {}): string[] {
  const bearer = token === undefined ? [] : [`asap-guard.bearer.${token}`]
  return [protocol, ...bearer, ...(proof === undefined ? [] : [`asap-guard.dpop.${proof}`])]
}
