import { createSecretKey, verify } from 'node:crypto'
import { ALGORITHMS, HMAC_ALGORITHMS } from '../keys/algorithms.js'
import type { VerificationKey } from '../keys/key-source.js'
import { secretVariants } from '../keys/secret-variants.js'
import { quoted } from '../quoted.js'
import type { DecodedToken } from './decode.js'
import { verifySignature } from './signature.js'

/** The name of a key as a message shows it: its kid, or its place among the options. */
export function nameOfKey({ kid, place }: VerificationKey): string {
  return kid === undefined ? `the key \`${place}\`` : `the key ${quoted(kid)}`
}

/** The one of `keys` that made a signature, whatever the token says of its key. */
export function signerAmong(
  token: DecodedToken,
  keys: readonly VerificationKey[],
): VerificationKey | undefined {
  let signer: VerificationKey | undefined
  try {
    signer = verifySignature(token, keys).key
  } catch {
    // None did.
  }
  return signer
}

/**
 * What was nearly right about a signature that no key made, with the fix; `undefined` if nothing was. It is
 * found by trying, for messages alone.
 */
export function signatureNearMiss(token: DecodedToken, keys: readonly VerificationKey[]): string | undefined {
  if (!ALGORITHMS.some((name) => name === token.alg)) return undefined
  return (
    lengthProblem(token, keys) ??
    secretNearMiss(token, keys) ??
    (token.alg.startsWith('ES') ? derProblem(token, keys) : undefined)
  )
}

function secretNearMiss(token: DecodedToken, keys: readonly VerificationKey[]): string | undefined {
  for (const { key, place, kid } of keys) {
    const variants = key.type === 'secret' ? secretVariants(key.export()) : []
    const candidates = variants.map(({ bytes, says }) => ({
      key: createSecretKey(bytes),
      kid,
      algorithms: HMAC_ALGORITHMS,
      place: says,
    }))
    const says = signerAmong(token, candidates)?.place
    if (says !== undefined) return keys.length === 1 ? says : `${place}: ${says}`
  }
  return publicKeyAsSecret(token, keys)
}

/** A signer that is set to HMAC, but was given the public key: everybody who has that key could sign. */
function publicKeyAsSecret(token: DecodedToken, keys: readonly VerificationKey[]): string | undefined {
  const candidates = keys
    .filter(({ key }) => key.type === 'public')
    .flatMap((key) => {
      const pem = key.key.export({ type: 'spki', format: 'pem' }).toString()
      return [pem, pem.trimEnd()].map((text) => ({ ...key, key: createSecretKey(Buffer.from(text)) }))
    })
  return signerAmong(token, candidates) && PUBLIC_KEY_AS_SECRET
}

const PUBLIC_KEY_AS_SECRET =
  'The signer used the text of the public key as a shared secret. Everybody who knows that key could do ' +
  'so: have it sign with the private key, and RS256 or ES256.'

/** A signature has the bytes of the hash, of the modulus, or of two numbers (RFC 7518 §3.2 to §3.5). */
function lengthProblem({ token, alg }: DecodedToken, keys: readonly VerificationKey[]): string | undefined {
  const length = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url').length
  if (length === 0)
    return 'The token has no signature behind its second dot: it was cut off, or never signed.'
  const lengths = expectedLengths(alg, keys)
  const shortest = Math.min(...lengths)
  if (length >= shortest || shortest === Number.POSITIVE_INFINITY) return undefined
  const sizes = `The signature has ${length} bytes, and one of ${alg} has ${shortest}`
  return `${sizes}: the token was cut off. Copy the whole of it.`
}

const BYTES: Readonly<Record<string, number>> = {
  HS256: 32,
  HS384: 48,
  HS512: 64,
  ES256: 64,
  ES384: 96,
  ES512: 132,
}

function expectedLengths(alg: string, keys: readonly VerificationKey[]): readonly number[] {
  const bytes = Object.hasOwn(BYTES, alg) ? BYTES[alg] : undefined
  if (bytes !== undefined) return [bytes]
  // The other algorithms are those of RSA, whose signatures are as long as the modulus (RFC 8017 §8).
  return keys
    .filter(({ algorithms }) => algorithms.some((name) => name === alg))
    .map(({ key }) => Math.ceil((key.asymmetricKeyDetails?.modulusLength as number) / 8))
}

/**
 * OpenSSL and Java write ECDSA signatures in DER, unless they are told to write them as RFC 7518 §3.4 asks.
 */
function derProblem({ token, alg }: DecodedToken, keys: readonly VerificationKey[]): string | undefined {
  const end = token.lastIndexOf('.')
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  const data = Buffer.from(token.slice(0, end))
  const made = keys
    .filter(({ key }) => key.asymmetricKeyType === 'ec')
    .some(({ key }) => verify(`sha${alg.slice(2)}`, data, { key, dsaEncoding: 'der' }, signature))
  return made ? IN_DER : undefined
}

const IN_DER =
  'The key is right, but the signature is written in DER: have the signer write r and s behind each other ' +
  '(in Java "SHA256withECDSAinP1363Format", in Node dsaEncoding "ieee-p1363").'
