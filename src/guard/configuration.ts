import type { Settings } from '../options/read-options.js'
import { knownSites, type SiteFor } from '../site/known-sites.js'
import { tokenVerifier, type VerifyToken } from '../token/verify.js'

/** The settings of one tenant, and what remembers its sites and tokens. */
export interface Configuration {
  readonly settings: Settings
  readonly siteFor: SiteFor
  readonly verifyToken: VerifyToken
}

export function configurationOf(settings: Settings): Configuration {
  return { settings, siteFor: knownSites(settings), verifyToken: tokenVerifier(settings) }
}
