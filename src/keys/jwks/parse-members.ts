import { quoted } from '../../quoted.js'
import { JwksProblem } from './problem.js'

/** The largest set that is read. Large sets of real providers have about ten members. */
const MOST_MEMBERS = 100

/**
 * Reads the members of a JWK Set (RFC 7517 §5) from the body of an answer. They are counted before any of
 * them is looked at, because importing a key takes up to a millisecond.
 *
 * @throws {JwksProblem}
 */
export function parseMembers(body: Buffer): readonly unknown[] {
  const set = parseJson(body)
  const { keys, jwks_uri: jwksUri } = (typeof set === 'object' && set !== null ? set : {}) as Document
  if (Array.isArray(keys)) {
    if (keys.length <= MOST_MEMBERS) return keys
    throw new JwksProblem(
      `lists ${keys.length} keys, and ${MOST_MEMBERS} at most are read: is that a JWK Set?`,
    )
  }
  if (typeof jwksUri === 'string')
    throw new JwksProblem(`answers with a discovery document: use its jwks_uri, ${quoted(jwksUri)}`)
  throw new JwksProblem('answers with JSON that has no list of "keys" (RFC 7517 §5): is that a JWK Set?')
}

interface Document {
  readonly keys?: unknown
  /** A member of discovery documents (OpenID Connect Discovery 1.0 §3). */
  readonly jwks_uri?: unknown
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    // The parser's message quotes the text, which may hold a secret.
    throw new JwksProblem(
      `answers with something that is not JSON (${(error as Error).name}): is that a JWK Set?`,
    )
  }
}
