import {
  type CheckProof,
  type ProofRequest,
  type ProofSettings,
  proofChecker,
} from '../../src/proof/proof-checker.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { BACKEND, proofKey, TOKEN } from './proofs.js'
import { refusal } from './refusal.js'

const SETTINGS: ProofSettings = { url: BACKEND, required: false, maxAge: 60_000 }

/** The key that the tokens of these requests are bound to. */
export const key = proofKey()
export const BOUND = { sub: 'user-1', cnf: { jkt: key.thumbprint } }
export const UNBOUND = { sub: 'user-1' }

export const checker = (settings: Partial<ProofSettings> = {}): CheckProof =>
  proofChecker({ ...SETTINGS, ...settings }, new ProofMemory())

/** `GET /tickets` with a bound token, and with the proofs that are given. */
export const request = (proofs: readonly string[], changes: Partial<ProofRequest> = {}): ProofRequest => ({
  token: TOKEN,
  payload: BOUND,
  scheme: 'DPoP',
  proofs,
  method: 'GET',
  url: '/tickets',
  now: Date.now(),
  ...changes,
})

/** The code of the refusal, or `passed`, as which a proof is also noted. */
export function verdict(check: CheckProof, asked: ProofRequest): string {
  try {
    check(asked)?.({})
    return 'passed'
  } catch (error) {
    return refusal(() => {
      throw error
    }).code
  }
}
