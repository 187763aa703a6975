import type { IncomingMessage } from 'node:http'
import { AsapGuardError } from '../errors.js'
import type { Settings } from '../options/read-options.js'
import { linesOf } from '../site/request-headers.js'
import type { PresentedToken } from '../token/authorization.js'
import type { Call } from './call.js'
import { tokenOfRequest } from './presented-token.js'

/** RFC 6455 §11.3.4: the one header of a handshake that a page can write to. */
const PROTOCOLS = 'sec-websocket-protocol'

/** One user name and password (RFC 7617 §2): two lines are joined with a comma, and are none. */
const PASSWORD = /^basic [^ ,]+$/i

/** What the widget's script writes before its token and before its proof. */
const BEARER = 'asap-guard.bearer.'
const PROOF = 'asap-guard.dpop.'

/**
 * Takes tokens and proofs out of the offered subprotocols of a handshake, so that no server can echo one.
 *
 * @returns how the check finds them. The token comes from `getToken` where it is set, else from
 * `Authorization`, or from the subprotocols; more than one is `request_invalid`. A password (`Basic`) in
 * `Authorization` is passed over beside one among the subprotocols.
 */
export function takeCredentials(req: IncomingMessage) {
  const offered = linesOf(req, PROTOCOLS).flatMap((line) => line.split(',').map((name) => name.trim()))
  const tokens = valuesBehind(BEARER, offered)
  const proofs = [...linesOf(req, 'dpop'), ...valuesBehind(PROOF, offered)]
  const others = offered.filter((protocol) => !protocol.startsWith(BEARER) && !protocol.startsWith(PROOF))
  if (others.length < offered.length) replaceProtocols(req, others)

  function presented(call: Call, settings: Settings): PresentedToken | undefined {
    const elsewhere = hasPassword(call, settings) ? undefined : tokenOfRequest(call, settings)
    if (tokens.length + (elsewhere ? 1 : 0) > 1) {
      throw new AsapGuardError('request_invalid', 'there are two tokens: send one, in one place')
    }
    const [token] = tokens
    return token === undefined ? elsewhere : { token, scheme: undefined }
  }
  return { presented, proofs: () => proofs }

  /** A browser adds the user name and password that it knows for a server, beside the token of the page. */
  function hasPassword(call: Call, { getToken }: Settings): boolean {
    const authorization = linesOf(call, 'authorization').join()
    return tokens.length > 0 && getToken === undefined && PASSWORD.test(authorization)
  }
}

const valuesBehind = (prefix: string, protocols: readonly string[]) =>
  protocols.filter((protocol) => protocol.startsWith(prefix)).map((protocol) => protocol.slice(prefix.length))

function replaceProtocols(req: IncomingMessage, protocols: readonly string[]): void {
  const others = req.rawHeaders.flatMap((name, index, lines) =>
    index % 2 === 0 && name.toLowerCase() !== PROTOCOLS ? [name, lines[index + 1] as string] : [],
  )
  const kept = protocols.length > 0 ? protocols.join(', ') : undefined
  req.rawHeaders = kept === undefined ? others : [...others, 'Sec-WebSocket-Protocol', kept]
  if (kept === undefined) delete req.headers[PROTOCOLS]
  else req.headers[PROTOCOLS] = kept
}
