import type { JsonObject } from '../compact-jws.js'
import { boundKey, refuseBound } from './bound-key.js'
import { requestUri } from './http-uri.js'
import { invalid } from './invalid.js'
import { checkUnbound, type Presentation, presentedProof } from './presented-proof.js'
import { checkProofClaims } from './proof-claims.js'
import type { IsReplay, ProofMemory } from './proof-memory.js'
import { encodedHeader } from './read-proof.js'
import { sha256 } from './sha256.js'
import { verifyProof } from './verify-proof.js'

export interface ProofSettings {
  /** The public address of the backend's root. */
  readonly url: string
  /** Whether tokens that are bound to no key are refused. */
  readonly required: boolean
  /** How old a proof may be, in milliseconds. */
  readonly maxAge: number
  readonly isReplay?: IsReplay | undefined
}

/** A request whose token is verified. */
export interface ProofRequest extends Presentation {
  readonly token: string
  /** The claims of the token, as they were signed. */
  readonly payload: JsonObject
  readonly method: string | undefined
  /** The path as the caller sent it, or an absolute address, of which the path alone counts. */
  readonly url: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Checks that the caller holds the key that its token is bound to.
 *
 * @returns what notes that the proof is used, to be called last; `undefined` if the token needs none
 * @throws {AsapGuardError} `token_bound`, `proof_missing` or `proof_invalid`.
 */
export type CheckProof = (request: ProofRequest) => NoteProof | undefined

/** See {@link ProofMemory.note}. */
export type NoteProof = (request: object) => void | Promise<void>

/**
 * @param settings `undefined`: nobody asks for proofs, and bound tokens are refused
 * @param memory that of the guard
 * @param tenant whose settings these are; `undefined` for the guard of one tenant
 */
export function proofChecker(
  settings: ProofSettings | undefined,
  memory: ProofMemory,
  tenant?: string,
): CheckProof {
  if (settings === undefined) return ({ payload }) => refuseBound(payload)
  const { required, maxAge, isReplay } = settings
  const base = addressOf(settings.url)

  return function checkProof(request) {
    const thumbprint = boundKey(request.payload)
    if (thumbprint === undefined) return checkUnbound(request.scheme, required)
    const proof = presentedProof(request)
    const key = memory.keys.find(thumbprint, encodedHeader(proof))
    const claims = verifyProof(proof, key)
    const times = { maxAge, now: request.now }
    const { jti, until } = checkProofClaims(claims, provedRequest(base, request), times)
    const used = { tenant, key: thumbprint, id: sha256(`${thumbprint}.${jti}`), until }
    return (passing) => memory.note(used, passing, isReplay)
  }
}

/** Without a slash at its end, so that paths can be appended. */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/$/, '')
}

function provedRequest(base: string, { method, url, token }: ProofRequest) {
  const uri = url === undefined ? undefined : requestUri(base, url)
  if (method === undefined || uri === undefined)
    throw invalid('a proof is for a method and an address: give guard.check both `method` and `url`')
  return { method, uri, token }
}
