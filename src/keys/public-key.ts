import { createPublicKey, KeyObject } from 'node:crypto'
import { judgeKey } from './judge-key.js'
import { type Jwk, jwkFormProblem, NO_PUBLIC_JWK, type PublicJwk } from './jwk-form.js'
import type { ReadKey } from './key-source.js'
import { surroundings } from './surroundings.js'

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
  if (pem.includes(PRIVATE_PEM)) return { problem: PRIVATE }
  try {
    return readKeyObject(createPublicKey(pem))
  } catch {
    return { problem: pemProblem(pem) }
  }
}

const PRIVATE_PEM = 'PRIVATE KEY'
const PRIVATE = 'is a private key: keep it with the signer, and give its public half'

/** Why a text is no PEM. Files and environment variables often damage one: then the problem names the fix. */
function pemProblem(text: string): string {
  if (/^\s*\{/.test(text)) return 'is no PEM but JSON: give JSON.parse(text)'
  const around = surroundings(text.trimEnd())
  const problems = [
    around && `${around}: take that away`,
    text.includes('\\n') && 'has "\\n" for its line breaks: give pem.replaceAll("\\\\n", "\\n")',
  ].filter(Boolean)
  if (problems.length > 0) return problems.join('; it ')
  const decoded = Buffer.from(text, 'base64').toString()
  if (decoded.includes(PRIVATE_PEM)) return PRIVATE
  if (decoded.includes('-----BEGIN')) return 'is a PEM in base64: give Buffer.from(text, "base64").toString()'
  return 'is no PEM public key ("-----BEGIN PUBLIC KEY-----"): are its line breaks intact?'
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
