import type { JsonObject } from '../compact-jws.js'
import { type Domain, safeParseDomains } from '../domains/domains.js'
import { AsapGuardError } from '../errors.js'
import { ownMember } from '../own-member.js'
import { checkOrigin } from '../site/origin.js'

/** The hosts that a claim binds a token to. A claim that is missing or malformed binds it to none. */
export function boundSites(
  payload: JsonObject,
  claim: string,
  allowInternalHosts: boolean,
): readonly Domain[] {
  const value = ownMember(payload, claim)
  const result = safeParseDomains(typeof value === 'string' ? [value] : value, { allowInternalHosts })
  return result.success ? result.data : []
}

/** @throws {AsapGuardError} `token_domain` when the token may not be used from `origin`. */
export function checkBinding(sites: readonly Domain[], origin: string): void {
  if (sites.length === 0)
    throw new AsapGuardError('token_domain', 'the claim that `domainClaim` asks for names no valid host')
  if (checkOrigin(sites, { origin }).allowed) return
  throw new AsapGuardError('token_domain', 'the claim that `domainClaim` asks for names another site')
}

/** The claim that an app's token carries. */
export interface AppRule {
  readonly claim: string
  readonly equals: string | number | boolean
}

/** Whether the signed token says that it is an app's: it may come without an origin, or from a web view. */
export function isAppToken(payload: JsonObject, rule: AppRule | undefined): boolean {
  return rule !== undefined && ownMember(payload, rule.claim) === rule.equals
}
