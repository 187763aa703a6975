import { createSecretKey } from 'node:crypto'
import { algorithmsOfSecret } from './algorithms.js'
import type { ReadKey } from './key-source.js'
import { keyTextProblem } from './key-text.js'
import { surroundings } from './surroundings.js'

/** A shared secret. Of a string the UTF-8 bytes are used. */
export type SecretInput = string | Buffer | { readonly kid: string; readonly secret: string | Buffer }

/** Reads one shared secret of the configuration. */
export function readSecret(input: unknown): ReadKey {
  const { kid, secret } = isNamed(input) ? input : { kid: undefined, secret: input }
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    return { problem: 'needs a `kid` that is a text' }
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    return { problem: 'must be a string, a Buffer, or { kid, secret }: is the environment variable set?' }
  }
  const bytes = Buffer.from(secret as Uint8Array)
  if (bytes.toString().trim() === '') return { problem: 'is blank: is the environment variable set?' }
  const problem = keyTextProblem(bytes) ?? (typeof secret === 'string' ? wrappingProblem(secret) : undefined)
  if (problem !== undefined) return { problem }
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
 * Files and environment variables often put a line end or quotes around a secret. The signer does not have
 * those, so every signature would be wrong, and nobody would see why.
 */
function wrappingProblem(secret: string): string | undefined {
  const found = surroundings(secret)
  return found && `${found}: take that away, or give Buffer.from(secret) if it is part of the secret`
}
