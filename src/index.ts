export { AsapConfigError, type ConfigIssue } from './config-error.js'
export type { AsapDecision, AsapTenantFailure } from './diagnostics.js'
export {
  type Domain,
  type DomainsOptions,
  type DomainsResult,
  MAX_DOMAINS,
  parseDomains,
  safeParseDomains,
} from './domains/domains.js'
export {
  AsapGuardError,
  type AsapGuardErrorCode,
  type Problem,
} from './errors.js'
export type { AsapSite } from './guard/admissions.js'
export type { AsapCheckOptions, AsapRequest } from './guard/bare-check.js'
export type { AsapDiagnosis, AsapDiagnosisQuestion } from './guard/diagnose.js'
export type { AsapDiagnosisCheck, AsapDiagnosisStep } from './guard/diagnosis/step.js'
export { asapGuard } from './guard/guard.js'
export type { AsapCaller, AsapGuard, AsapMiddleware, AsapTenantGuard } from './guard/types.js'
export type { AcceptUpgrade, AsapUpgradeOptions } from './guard/upgrade.js'
export type { Algorithm } from './keys/algorithms.js'
export type { AsapKeysEvent } from './keys/jwks/events.js'
export type { PublicKeyInput } from './keys/public-key.js'
export type { SecretInput } from './keys/secret.js'
export type { AsapAppsOptions } from './options/apps.js'
export type { AsapCorsOptions } from './options/cors.js'
export type { AsapDpopOptions } from './options/dpop.js'
export type { AsapJwksOptions } from './options/jwks.js'
export type { AsapKeyOptions } from './options/keys.js'
export type { AsapGuardOptions, AsapPolicyOptions } from './options/read-options.js'
export type { AsapTenantConfig, AsapTenantOptions } from './options/tenants.js'
export type { OriginHeaders } from './site/calling-origin.js'
export type { OriginExplanation } from './site/explain.js'
export { frameAncestors } from './site/frames.js'
export { checkOrigin, type OriginDecision, type OriginErrorCode } from './site/origin.js'
export { asapClaims } from './token/asap-claims.js'
export type { AsapAuth, AsapGuest } from './token/auth.js'
export type { TokenHeader } from './token/header.js'
export type { AnyClaims, ClaimsSchema, PayloadOf } from './token/payload.js'
