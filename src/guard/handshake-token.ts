import type { IncomingMessage } from 'node:http'
import { AsapGuardError } from '../errors.js'
import type { Settings } from '../options/read-options.js'
import type { Site } from '../site/site.js'
import type { PresentedToken } from '../token/authorization.js'
import type { Call } from './call.js'
import { tokenOfRequest } from './presented-token.js'

/** RFC 6455 §11.3.4: the one header of a handshake that a page can write to. */
const PROTOCOLS = 'sec-websocket-protocol'

/** What the widget's script writes before its token. */
const BEARER = 'asap-guard.bearer.'

/**
 * Takes the tokens out of the offered subprotocols of a handshake, so that no server can echo one.
 *
 * @returns how the check finds the token: from `getToken` where it is set, else from `Authorization`, or in the
 * subprotocols. More than one is `request_invalid`.
 */
export function takeHandshakeToken(req: IncomingMessage) {
  const offered = (req.headers[PROTOCOLS] ?? '').split(',').map((protocol) => protocol.trim())
  const tokens = offered.filter((protocol) => protocol.startsWith(BEARER))
  if (tokens.length > 0)
    replaceProtocols(
      req,
      offered.filter((protocol) => !protocol.startsWith(BEARER)),
    )

  return function handshakeToken(call: Call, settings: Settings, _site: Site): PresentedToken | undefined {
    const elsewhere = tokenOfRequest(call, settings)
    if (tokens.length + (elsewhere ? 1 : 0) > 1) {
      throw new AsapGuardError('request_invalid', 'there are two tokens: send one, in one place')
    }
    const [protocol] = tokens
    return protocol === undefined ? elsewhere : { token: protocol.slice(BEARER.length), scheme: undefined }
  }
}

function replaceProtocols(req: IncomingMessage, protocols: readonly string[]): void {
  const others = req.rawHeaders.flatMap((name, index, lines) =>
    index % 2 === 0 && name.toLowerCase() !== PROTOCOLS ? [name, lines[index + 1] as string] : [],
  )
  const kept = protocols.length > 0 ? protocols.join(', ') : undefined
  req.rawHeaders = kept === undefined ? others : [...others, 'Sec-WebSocket-Protocol', kept]
  if (kept === undefined) delete req.headers[PROTOCOLS]
  else req.headers[PROTOCOLS] = kept
}
