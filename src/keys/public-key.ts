import { createPublicKey, KeyObject } from 'node:crypto'
import { judgeKey } from './judge-key.js'
import { type Jwk, jwkFormProblem, NO_PUBLIC_JWK, type PublicJwk } from './jwk-form.js'
import type { ReadKey } from './key-source.js'

export type PublicKeyInput = string | KeyObject | Jwk

/** Reads one public key of the configuration. */
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
  return judgeKey(key)
}

function readJwk(jwk: Jwk): ReadKey {
  const problem = jwkFormProblem(jwk)
  if (problem !== undefined) return { problem }
  const { kid, alg } = jwk as PublicJwk
  try {
    return judgeKey(createPublicKey({ key: jwk, format: 'jwk' }), kid, alg)
  } catch {
    return { problem: NO_PUBLIC_JWK }
  }
}
