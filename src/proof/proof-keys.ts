import { createPublicKey, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ownCopy } from '../own-copy.js'
import { invalid } from './invalid.js'
import { readHeader } from './read-proof.js'
import { type Point, thumbprintOf } from './thumbprint.js'

/** How many keys are kept. */
const MOST = 10_000

interface KnownKey {
  readonly key: KeyObject
  /** The header that named it, still encoded. */
  readonly header: string
}

/**
 * The keys that proofs were made with, by thumbprint. To import a key takes longer than to verify a signature
 * with it, and a widget makes all its proofs with one (docs/performance.md).
 */
export class ProofKeys {
  readonly #known = new LRUCache<string, KnownKey>({ max: MOST })

  /**
   * The key in the header of a proof.
   *
   * @param thumbprint of the key that the token is bound to; no other will do
   * @param header of the proof, still encoded
   * @throws {AsapGuardError} `proof_invalid`.
   */
  find(thumbprint: string, header: string): KeyObject {
    const known = this.#known.get(thumbprint)
    // All proofs of a widget have the same header, so it is read once.
    if (known?.header === header) return known.key
    const point = readHeader(header)
    if (thumbprintOf(point) !== thumbprint) throw invalid(otherKey(thumbprint))
    if (known) return known.key
    const key = importKey(point)
    this.#known.set(thumbprint, { key, header: ownCopy(header) })
    return key
  }
}

/** SHA-256 in base64url. */
const THUMBPRINT = /^[\w-]{43}$/

const OTHER_KEY =
  'the proof is made with another key than the token is bound to (cnf.jkt): fetch a token for this key'

function otherKey(thumbprint: string): string {
  if (THUMBPRINT.test(thumbprint)) return OTHER_KEY
  return 'cnf.jkt of the token is no SHA-256 thumbprint (RFC 7638), which has 43 characters of base64url'
}

function importKey({ x, y }: Point): KeyObject {
  try {
    // Without a prototype: Node would read a `d` that is inherited.
    const jwk = { __proto__: null, kty: 'EC', crv: 'P-256', x, y }
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch (cause) {
    throw invalid('"jwk" is no point of P-256', { cause })
  }
}
