import type { Settings } from '../options/read-options.js'
import { type CheckProof, proofChecker } from '../proof/proof-checker.js'
import type { ProofMemory } from '../proof/proof-memory.js'
import { knownSites, type SiteFor } from '../site/known-sites.js'
import { tokenVerifier, type VerifyToken } from '../token/verify.js'

/** The settings of one tenant, and what remembers its sites and tokens. */
export interface Configuration {
  readonly settings: Settings
  readonly siteFor: SiteFor
  readonly verifyToken: VerifyToken
  readonly checkProof: CheckProof
}

/**
 * @param memory of proofs, which the guard keeps for all its tenants
 * @param tenant `undefined` for the guard of one tenant
 */
export function configurationOf(settings: Settings, memory: ProofMemory, tenant?: string): Configuration {
  return {
    settings,
    siteFor: knownSites(settings),
    verifyToken: tokenVerifier(settings),
    checkProof: proofChecker(settings.dpop, memory, tenant),
  }
}
