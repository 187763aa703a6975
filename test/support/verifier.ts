import type { AsapGuardOptions } from 'asap-guard'
import { readOptions } from '../../src/options/read-options.js'
import { tokenVerifier, type VerifyToken } from '../../src/token/verify.js'

/** A guard's own verification of tokens, without HTTP, from the options that a guard takes. */
export function verifier(options: Omit<AsapGuardOptions, 'domains'> | Record<string, unknown>): VerifyToken {
  return tokenVerifier(readOptions({ domains: ['help.example.com'], ...options }))
}
