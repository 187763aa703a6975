import { createPublicKey, type JsonWebKey, KeyObject } from 'node:crypto'
import { ALGORITHMS, type Algorithm, algorithmsOfPublicKey } from './algorithms.js'
import type { VerificationKey } from './key-source.js'
import { isRoca } from './roca.js'

/** A JSON Web Key (RFC 7517 §4); the members that `JsonWebKey` of node:crypto leaves untyped. */
export type Jwk = JsonWebKey & { kid?: unknown; alg?: unknown; use?: unknown; key_ops?: unknown }

export type PublicKeyInput = string | KeyObject | Jwk

export type ReadKey = VerificationKey | { readonly problem: string }

/** Reads one public key. What makes it unfit for verifying signatures is a problem in words, without key material. */
export function readPublicKey(input: unknown): ReadKey {
  if (typeof input === 'string') return readPem(input)
  if (input instanceof KeyObject) return readKeyObject(input)
  if (input instanceof Uint8Array)
    return { problem: 'is a Buffer: give the text of the PEM, as from readFileSync(path, "utf8")' }
  if (typeof input === 'object' && input !== null) return readJwk(input as Jwk)
  return { problem: 'must be a PEM string, a JWK or a KeyObject' }
}

function readPem(pem: string): ReadKey {
  if (pem.includes('PRIVATE KEY'))
    return { problem: 'is a private key: keep it with the signer, and give its public half' }
  try {
    return readKeyObject(createPublicKey(pem))
  } catch {
    if (pem.includes('\\n'))
      return { problem: 'has "\\n" for its line breaks: give pem.replaceAll("\\\\n", "\\n")' }
    if (/^\s*\{/.test(pem)) return { problem: 'is no PEM but JSON: give JSON.parse(text)' }
    return { problem: 'is no PEM public key ("-----BEGIN PUBLIC KEY-----"): are its line breaks intact?' }
  }
}

function readKeyObject(key: KeyObject): ReadKey {
  if (key.type !== 'public') return { problem: `is a ${key.type} key: give a public one` }
  return verificationKey(key, undefined, undefined)
}

/** RFC 7518 §6.2.2, §6.3.2: what a public key does not have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

/** RFC 7517 §4: `use`, `key_ops`, `alg` and `kid` say what a key is for. */
function readJwk(jwk: Jwk): ReadKey {
  const { kid, alg, use, key_ops: operations } = jwk
  if ('keys' in jwk) return { problem: 'is a JWK Set: give the list in its "keys"' }
  if (jwk.kty === 'oct') return { problem: 'is a shared secret ("oct"): shared secrets go into `secret`' }
  if (PRIVATE_MEMBERS.some((member) => member in jwk))
    return { problem: 'is a private key: keep it with the signer, and give its public half' }
  if (use !== undefined && use !== 'sig') return { problem: 'is not for signatures ("use")' }
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return { problem: 'is not for verifying ("key_ops")' }
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    return { problem: 'has a "kid" that is no text' }
  try {
    return verificationKey(createPublicKey({ key: jwk, format: 'jwk' }), kid, alg)
  } catch {
    return { problem: 'is no JWK of an RSA or EC public key' }
  }
}

/** RFC 7517 §4.4: `alg`, where it is present, is the only algorithm that the key is for. */
function verificationKey(key: KeyObject, kid: string | undefined, alg: unknown): ReadKey {
  const possible = algorithmsOfPublicKey(key)
  if (possible.length === 0) {
    return {
      problem: `is of no use here (${describe(key)}): RSA from 2048 bits, P-256, P-384 and P-521 are, and RSA-PSS for one hash`,
    }
  }
  // An exponent of 1 verifies anything; an even one is no RSA key.
  const { publicExponent } = key.asymmetricKeyDetails ?? {}
  if (publicExponent !== undefined && (publicExponent < 3n || publicExponent % 2n === 0n)) {
    return { problem: 'is no sound RSA key (public exponent)' }
  }
  if (key.asymmetricKeyType === 'rsa' && isRoca(key)) {
    return { problem: 'comes from a flawed generator (CVE-2017-15361): replace it' }
  }
  const algorithms = alg === undefined ? possible : possible.filter((algorithm) => algorithm === alg)
  if (algorithms.length > 0) return { key, kid, algorithms }
  const known = ALGORITHMS.includes(alg as Algorithm)
  return { problem: `has an "alg" that ${known ? 'does not fit its type' : 'is not supported'}` }
}

function describe({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {}
  return [asymmetricKeyType, modulusLength && `${modulusLength} bits`, namedCurve].filter(Boolean).join(', ')
}
