import { AsapGuardError } from '../errors.js'
import { invalid } from './invalid.js'

/** How a request presents its token. */
export interface Presentation {
  /** The scheme of `Authorization`; `undefined` where the token came from another place. */
  readonly scheme: 'Bearer' | 'DPoP' | undefined
  /** All proofs that the request brought, in whatever place. */
  readonly proofs: readonly string[]
}

/**
 * The one proof beside a bound token (RFC 9449 §7.1, §4.3).
 *
 * @throws {AsapGuardError} `proof_missing`, or `proof_invalid` for more than one.
 */
export function presentedProof({ scheme, proofs }: Presentation): string {
  if (scheme === 'Bearer')
    throw missing('the token is bound to a key (cnf.jkt): send it as "Authorization: DPoP <token>"')
  if (proofs.length > 1) throw invalid('more than one proof: send one line of the header DPoP')
  const [proof = ''] = proofs
  if (proof !== '') return proof
  throw missing(
    'the token is bound to a key (cnf.jkt): send a new proof in the header DPoP with each request, and ' +
      'look for a proxy that drops it',
  )
}

/**
 * A token that is bound to no key passes as a bearer token, unless proofs are required.
 *
 * @throws {AsapGuardError} `proof_missing`, or `proof_invalid` where it claims to be bound.
 */
export function checkUnbound(scheme: Presentation['scheme'], required: boolean): undefined {
  if (scheme === 'DPoP')
    throw invalid('the token has no cnf.jkt: send it as "Authorization: Bearer <token>", or have it bound')
  if (required)
    throw missing(
      "`dpop.required` is set: the signer must put the thumbprint of the widget's key into cnf.jkt",
    )
}

const missing = (detail: string) => new AsapGuardError('proof_missing', detail)
