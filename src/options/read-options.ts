import { z } from 'zod'
import { AsapConfigError } from '../config-error.js'
import { jwksKeys } from '../keys/jwks/jwks-keys.js'
import type { AnyClaims, ClaimsSchema } from '../token/payload.js'
import { type AnswerOptions, answerShape } from './answers.js'
import { APPS_MEMBERS, type AppOptions, approvedAppOrigins, appShape } from './apps.js'
import { type ClaimOptions, claimShape, issuerShape } from './claims.js'
import { copyOptions } from './copy-options.js'
import { CORS_MEMBERS, type CorsOption, corsSettings, corsShape, type NeededHeaders } from './cors.js'
import { type DomainOptions, domainShape, readDomains } from './domains.js'
import { DPOP_MEMBERS, type DpopOption, dpopShape } from './dpop.js'
import { configIssues, type KnownMembers } from './issues.js'
import { JWKS_MEMBERS, jwksShape } from './jwks.js'
import { type AsapKeyOptions, keyShape } from './keys.js'
import { readKeys } from './read-keys.js'
import { type TokenOptions, tokenShape } from './token.js'

/** Options of a guard beside its keys. `Claims` is the schema of the payload. */
export interface AsapPolicyOptions<Claims extends ClaimsSchema = AnyClaims, Guests extends boolean = false>
  extends DomainOptions,
    ClaimOptions<Claims>,
    TokenOptions<Claims, Guests>,
    AppOptions,
    DpopOption,
    CorsOption,
    AnswerOptions {}

/** Options of the guard of one tenant. */
export type AsapGuardOptions<
  Claims extends ClaimsSchema = AnyClaims,
  Guests extends boolean = false,
> = AsapPolicyOptions<Claims, Guests> & AsapKeyOptions

/** The check of every option. Domains and keys, which depend on other options, are read apart. */
export const optionShape = {
  ...domainShape,
  ...keyShape,
  ...jwksShape,
  ...issuerShape,
  ...claimShape,
  ...tokenShape,
  ...appShape,
  ...dpopShape,
  ...corsShape,
  ...answerShape,
} satisfies Record<keyof AsapGuardOptions, z.ZodType>

const options = z.strictObject(optionShape)

export const OBJECT_MEMBERS: KnownMembers = {
  cors: CORS_MEMBERS,
  jwks: JWKS_MEMBERS,
  apps: APPS_MEMBERS,
  dpop: DPOP_MEMBERS,
}

/**
 * What a guard works with: every option checked, copied and frozen, in one shape; times in milliseconds.
 */
export type Settings = ReturnType<typeof readOptions>

/**
 * Reads the options of one tenant.
 *
 * @param keySet makes the source of keys for a `jwksUri`
 * @throws {AsapConfigError} with every problem at once, and nothing secret in it.
 */
export function readOptions(input: unknown, keySet = jwksKeys) {
  const copy = copyOptions(input)
  const parsed = options.safeParse(copy)
  const domains = readDomains(copy)
  const keys = readKeys(copy)
  const issues = [
    ...(domains.success ? approvedAppOrigins(copy, domains.data) : domains.issues),
    ...keys.issues,
    ...configIssues(parsed.error, Object.keys(optionShape), OBJECT_MEMBERS),
  ]
  // Stryker disable next-line ConditionalExpression,LogicalOperator: if one is not, there is an issue.
  const areRead = parsed.success && domains.success
  if (!areRead || issues.length > 0) throw new AsapConfigError(issues)
  const { data } = parsed
  // The members are written out. V8 gives each object that is made by spreading a layout of its own, and
  // with many tenants every access to one is slow.
  return Object.freeze({
    domains: domains.data,
    selfOrigin: data.selfOrigin,
    // The texts of the keys are not kept.
    keys: keys.keys(keySet),
    issuer: data.issuer,
    audience: data.audience,
    claims: data.claims,
    maxLifetime: data.maxLifetime * 1000,
    clockTolerance: data.clockTolerance * 1000,
    domainClaim: data.domainClaim,
    guests: data.guests,
    apps: data.apps,
    dpop: data.dpop && { ...data.dpop, maxAge: data.dpop.maxAge * 1000 },
    getToken: data.getToken,
    isRevoked: data.isRevoked,
    cors: data.cors && corsSettings(data.cors, neededHeaders(data)),
    reportOnly: data.reportOnly,
    onDeny: data.onDeny,
    tokenCache: data.tokenCache,
    allowInternalHosts: data.allowInternalHosts,
  })
}

/** A widget that makes proofs corrects the time of its device by the `Date` of answers. */
function neededHeaders({ getToken, dpop }: { getToken?: unknown; dpop?: unknown }): NeededHeaders {
  const token = getToken === undefined ? ['Authorization'] : []
  return dpop === undefined ? { sent: token, read: [] } : { sent: [...token, 'DPoP'], read: ['Date'] }
}
