import { bytesOfObject, decodeObject, type JsonObject, partsOf } from '../compact-jws.js'
import { ownMember } from '../own-member.js'
import { invalid, shown } from './invalid.js'
import type { Point } from './thumbprint.js'

/** In bytes; a proof for an address of ordinary length has about 600. */
const LONGEST = 4096

/**
 * The header of a proof, still encoded. Nothing is decoded before the size of the whole and the form of its
 * parts are known.
 *
 * @throws {AsapGuardError} `proof_invalid`.
 */
export function encodedHeader(proof: string): string {
  if (proof.length > LONGEST)
    throw invalid(`the proof is ${proof.length} bytes long, and ${LONGEST} is the most`)
  const [header, payload] = partsOf(proof, invalid)
  // The payload is parsed with the signature, by jsonwebtoken, which lets pass what is not UTF-8 or no
  // object.
  bytesOfObject(payload, 'payload', invalid)
  return header
}

/**
 * The public key in the header of a proof (RFC 9449 §4.2).
 *
 * @throws {AsapGuardError} `proof_invalid`.
 */
export function readHeader(encoded: string): Point {
  const header = decodeObject(encoded, 'header', invalid)
  // RFC 7515 §4.1.11: an extension that is not understood must be refused, and none is understood here.
  for (const extension of ['crit', 'b64'])
    if (Object.hasOwn(header, extension)) throw invalid(`the header has "${extension}"`)
  const typ = ownMember(header, 'typ')
  if (typ !== 'dpop+jwt') throw invalid(`"typ" is ${shown(typ)}, and must be "dpop+jwt"`)
  const alg = ownMember(header, 'alg')
  if (alg !== 'ES256') throw invalid(`"alg" is ${shown(alg)}, and must be "ES256": use a key of P-256`)
  const jwk = ownMember(header, 'jwk')
  if (typeof jwk !== 'object' || jwk === null) throw invalid('the header holds no public key ("jwk")')
  return pointOf(jwk as JsonObject)
}

/** 32 bytes in base64url: two bits of the last character are unused. */
const COORDINATE = /^[\w-]{42}[AEIMQUYcgkosw048]$/

function pointOf(jwk: JsonObject): Point {
  if (Object.hasOwn(jwk, 'd'))
    throw invalid('"jwk" holds the private key ("d"), which is known now: make a new key')
  const x = ownMember(jwk, 'x')
  const y = ownMember(jwk, 'y')
  if (
    ownMember(jwk, 'kty') === 'EC' &&
    ownMember(jwk, 'crv') === 'P-256' &&
    isCoordinate(x) &&
    isCoordinate(y)
  )
    return { x, y }
  throw invalid('"jwk" is no key of P-256 (kty, crv, x and y of RFC 7518 §6.2.1)')
}

const isCoordinate = (value: unknown): value is string => typeof value === 'string' && COORDINATE.test(value)
