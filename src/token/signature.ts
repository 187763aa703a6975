import jsonwebtoken from 'jsonwebtoken'
import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import type { Algorithm } from '../keys/algorithms.js'
import type { VerificationKey } from '../keys/key-source.js'
import { quoted } from '../quoted.js'
import type { DecodedToken } from './decode.js'

/** The key that made a signature, and the payload that it signed. */
export interface SignedPayload {
  readonly key: VerificationKey
  readonly payload: JsonObject
}

/**
 * Finds the key among `keys` that made the signature of a token. Times and claims are checked elsewhere,
 * since jsonwebtoken would let too much of them pass.
 *
 * @throws {AsapGuardError} `token_signature`, or `token_malformed` when the payload is not JSON.
 */
export function verifySignature(token: DecodedToken, keys: readonly VerificationKey[]): SignedPayload {
  const options = {
    algorithms: [token.alg as Algorithm],
    ignoreExpiration: true,
    ignoreNotBefore: true,
  }
  let cause: unknown
  for (const key of keys) {
    try {
      const payload = jsonwebtoken.verify(token.token, key.key, options)
      // Without a `typ` in the header, jsonwebtoken hands a payload that it cannot parse on as text.
      if (typeof payload !== 'string') return { key, payload }
      throw notJson()
    } catch (error) {
      if (error instanceof AsapGuardError) throw error
      // With a `typ` it throws the parser's error, whose message would quote the token.
      if (error instanceof SyntaxError) throw notJson()
      // Not always a JsonWebTokenError: an ES256 signature of the wrong length is a TypeError, for one.
      cause = error
    }
  }
  throw new AsapGuardError('token_signature', whatToCompare(token, keys), { cause })
}

const notJson = () => new AsapGuardError('token_malformed', 'the payload is not JSON')

const MOST_NAMES = 5

const COMPARE_SECRETS = `Is it the same text as the signer has, without a line end or quotes around it? \
Does the signer decode it from base64?`

const COMPARE_PUBLIC_KEYS =
  'Is it the public half of the key that the signer uses, and not of another environment?'

/** Which keys were tried, and what usually is the matter. */
function whatToCompare({ kid }: DecodedToken, keys: readonly VerificationKey[]): string {
  const areSecrets = keys[0]?.key.type === 'secret'
  const kind = areSecrets ? 'secret' : 'public key'
  const names = keys.flatMap((key) => (key.kid === undefined ? (key.place ?? []) : quoted(key.kid)))
  const list = names.length > 0 ? ` (${names.slice(0, MOST_NAMES).join(', ')})` : ''
  const tried = keys.length === 1 ? `1 ${kind} was tried` : `${keys.length} ${kind}s were tried`
  const asked = kid === undefined ? 'the token names no kid' : `the token names the kid ${quoted(kid)}`
  return `${tried}${list}; ${asked}. ${areSecrets ? COMPARE_SECRETS : COMPARE_PUBLIC_KEYS}`
}
