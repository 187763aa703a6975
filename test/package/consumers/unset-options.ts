import {
  type AnyClaims,
  type AsapAppsOptions,
  type AsapCorsOptions,
  type AsapGuardOptions,
  type AsapJwksOptions,
  type AsapTenantConfig,
  type AsapTenantOptions,
  asapGuard,
} from 'asap-guard'

/** An environment variable, or anything else that may not be there. */
declare function maybe<Value>(): Value | undefined

const secret = maybe<string>()
const policy = {
  domains: maybe<string[]>(),
  selfOrigin: maybe<string>(),
  allowInternalHosts: maybe<boolean>(),
  reportOnly: maybe<boolean>(),
  issuer: maybe<string>(),
  audience: maybe<string[]>(),
  claims: undefined,
  maxLifetime: maybe<number>(),
  clockTolerance: maybe<number>(),
  domainClaim: maybe<string>(),
  guests: maybe<boolean>(),
  getToken: undefined,
  isRevoked: undefined,
  onDeny: undefined,
  tokenCache: maybe<number>(),
  apps: maybe<AsapAppsOptions>(),
  cors: maybe<AsapCorsOptions>(),
}

export const ofSecret: AsapGuardOptions<AnyClaims, boolean> = {
  ...policy,
  secret,
  algorithms: undefined,
  jwks: undefined,
}
export const ofPublicKey: AsapGuardOptions<AnyClaims, boolean> = {
  ...policy,
  publicKey: maybe<string>(),
  algorithms: undefined,
  secret: undefined,
  jwksUri: undefined,
}
export const ofJwks: AsapGuardOptions<AnyClaims, boolean> = {
  ...policy,
  jwksUri: maybe<string>(),
  jwks: maybe<AsapJwksOptions>(),
  algorithms: undefined,
}
export const members = [
  asapGuard({ ...ofSecret }),
  asapGuard({
    ...ofJwks,
    jwks: {
      maxAge: maybe<number>(),
      staleFor: maybe<number>(),
      cooldown: maybe<number>(),
      timeout: maybe<number>(),
      insecureHttp: maybe<boolean>(),
    },
    apps: { claim: 'client', equals: 'app', origins: maybe<string[]>() },
    cors: {
      methods: maybe<string[]>(),
      allowedHeaders: maybe<string[]>(),
      exposedHeaders: maybe<string[]>(),
      maxAge: maybe<number>(),
    },
  }),
]

export const tenant: AsapTenantConfig<AnyClaims, boolean> = {
  ...policy,
  secret,
  publicKey: maybe<string>(),
  jwksUri: maybe<string>(),
  jwks: maybe<AsapJwksOptions>(),
  algorithms: undefined,
}
export const tenants: AsapTenantOptions<AnyClaims, boolean> = {
  ...tenant,
  tenant: () => maybe<string>(),
  load: () => maybe<AsapTenantConfig<AnyClaims, boolean>>(),
  maxTenants: maybe<number>(),
  maxAge: maybe<number>(),
  staleFor: maybe<number>(),
}
