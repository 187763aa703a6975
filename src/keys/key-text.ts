import { createPublicKey, X509Certificate } from 'node:crypto'

const PRIVATE = 'is a private key: keep it with the signer, and give its public half as `publicKey`'
const SHARED = 'is the JWK of a shared secret: give Buffer.from(jwk.k, "base64url")'
const PUBLIC = 'is the text of a key or certificate, which others may know: give it as `publicKey`'

/**
 * What is wrong with a secret that is really a key of another kind: a PEM, a JWK or DER, in base64 or not.
 * Everybody who has a public key could sign tokens with its text (CVE-2023-48223, CVE-2026-34950).
 */
export function keyTextProblem(bytes: Buffer): string | undefined {
  const text = bytes.toString()
  // Node skips characters outside the alphabet, so base64 in lines or behind "data:" is decoded as well.
  const decoded = Buffer.from(text, 'base64')
  return (
    pemProblem(text) ??
    pemProblem(decoded.toString()) ??
    jwkProblem(text) ??
    jwkProblem(decoded.toString()) ??
    (isDer(bytes) || isDer(decoded) ? PUBLIC : undefined)
  )
}

function pemProblem(text: string): string | undefined {
  if (!/-{4} ?BEGIN[ +%]|^\s*(?:ssh|ecdsa)-\S+ AAAA/.test(text)) return undefined
  return text.includes('PRIVATE') ? PRIVATE : PUBLIC
}

/** The backslashes allow for a JWK that was made JSON twice. */
function jwkProblem(text: string): string | undefined {
  if (!/^\s*["{[]/.test(text) || !/"(?:kty|keys)\\?"\s*:/.test(text)) return undefined
  if (/"kty\\?"\s*:\s*\\?"oct\\?"/.test(text)) return SHARED
  return /"d\\?"\s*:/.test(text) ? PRIVATE : PUBLIC
}

/** The first byte of keys and certificates in DER: they are sequences (X.690 §8.9.1). */
const SEQUENCE = 0x30

function isDer(bytes: Buffer): boolean {
  return (
    // Stryker disable next-line ConditionalExpression: it saves attempts, each of which takes 30 µs.
    bytes[0] === SEQUENCE &&
    (succeeds(() => createPublicKey({ key: bytes, format: 'der', type: 'spki' })) ||
      succeeds(() => createPublicKey({ key: bytes, format: 'der', type: 'pkcs1' })) ||
      succeeds(() => new X509Certificate(bytes)))
  )
}

function succeeds(attempt: () => unknown): boolean {
  let isDone = false
  try {
    attempt()
    isDone = true
  } catch {
    // It has not succeeded.
  }
  return isDone
}
