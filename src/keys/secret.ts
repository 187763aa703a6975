import { createPublicKey, createSecretKey, X509Certificate } from 'node:crypto'
import { algorithmsOfSecret } from './algorithms.js'
import type { ReadKey } from './key-source.js'

/** A shared secret: a string stands for its UTF-8 bytes. */
export type SecretInput = string | Buffer | { readonly kid: string; readonly secret: string | Buffer }

/** Reads one shared secret. What makes it unfit is a problem in words that hold nothing of it. */
export function readSecret(input: unknown): ReadKey {
  const { kid, secret } = isNamed(input) ? input : { kid: undefined, secret: input }
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    return { problem: 'needs a `kid` that is a text' }
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    return { problem: 'must be a string, a Buffer, or { kid, secret }: is the environment variable set?' }
  }
  const bytes = Buffer.from(secret as Uint8Array)
  if (bytes.toString().trim() === '') return { problem: 'is blank: is the environment variable set?' }
  if (isKeyText(bytes)) {
    return { problem: 'is the text of a key or certificate, which others may know: give it as `publicKey`' }
  }
  const algorithms = algorithmsOfSecret(bytes.length)
  if (algorithms.length === 0) {
    return { problem: 'is shorter than 32 bytes (RFC 7518 §3.2): make one with `openssl rand -base64 48`' }
  }
  return { key: createSecretKey(bytes), kid, algorithms }
}

const isNamed = (input: unknown): input is { kid: unknown; secret: unknown } =>
  typeof input === 'object' &&
  input !== null &&
  !(input instanceof Uint8Array) &&
  'secret' in input &&
  'kid' in input

/**
 * Whether a secret is the text of an asymmetric key, as is, in base64 or as DER. Whoever holds the public key could
 * then sign (CVE-2023-48223, CVE-2026-34950).
 */
function isKeyText(bytes: Buffer): boolean {
  const text = bytes.toString()
  // Base64 in lines, or behind a "data:" prefix, decodes all the same: Node skips what is not of the alphabet.
  return [bytes, Buffer.from(text, 'base64')].some((form) => isPemOrJwk(form.toString()) || isDer(form))
}

const PEM_OR_SSH = /-{4} ?BEGIN[ +%]|^\s*(?:ssh|ecdsa)-\S+ AAAA/

function isPemOrJwk(text: string): boolean {
  return PEM_OR_SSH.test(text) || (/^\s*["{[]/.test(text) && /\\?"(?:kty|keys)\\?"\s*:/.test(text))
}

function isDer(bytes: Buffer): boolean {
  return (
    succeeds(() => createPublicKey({ key: bytes, format: 'der', type: 'spki' })) ||
    succeeds(() => createPublicKey({ key: bytes, format: 'der', type: 'pkcs1' })) ||
    succeeds(() => new X509Certificate(bytes))
  )
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
