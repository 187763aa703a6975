/**
 * Names of options that people bring along from other libraries, or from an earlier version of this one,
 * and what stands for each here. The sentence follows "is not an option: ".
 */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  // From an earlier version.
  ['withoutOrigin', 'it is `apps: { claim, equals }` now'],

  // cors
  ['origin', 'approved sites are listed in `domains`, as hosts without a scheme'],
  ['origins', 'approved sites are listed in `domains`, as hosts without a scheme'],
  ['cors.origin', 'approved sites are listed in `domains`, as hosts without a scheme'],
  ['credentials', 'cookies are never allowed across sites; the token travels in `Authorization`'],
  ['cors.credentials', 'cookies are never allowed across sites; the token travels in `Authorization`'],
  [
    'cors.preflightContinue',
    'the guard answers preflights; `cors: false` leaves them to your own middleware',
  ],
  ['cors.optionsSuccessStatus', 'a preflight is always answered with 204'],

  // express-jwt, express-oauth2-jwt-bearer, passport-jwt, jsonwebtoken
  ['key', 'a key is given as `secret`, `publicKey` or `jwksUri`'],
  ['keys', 'a list of keys is given as `secret` or `publicKey`, the address of a key set as `jwksUri`'],
  ['secretOrKey', 'a shared secret is given as `secret`, a public key as `publicKey`'],
  ['jwtFromRequest', 'the place of the token is said by `getToken`'],
  ['issuerBaseURL', 'give the `issuer` as it stands in the tokens, and the address of its keys as `jwksUri`'],
  ['tokenSigningAlg', 'it is a list here, such as `algorithms: ["RS256"]`'],
  ['maxTokenAge', 'the longest life of a token is `maxLifetime`, in seconds'],
  [
    'ignoreExpiration',
    'a token must have an end and be within it; `clockTolerance` allows for clocks that differ',
  ],
  ['credentialsRequired', 'where `false` was meant, `guests: true` lets callers without a token in'],
  ['authRequired', 'where `false` was meant, `guests: true` lets callers without a token in'],
  ['requestProperty', 'the caller is what `guard.auth(request)` gives'],
  ['onError', 'refusals are answered by `onDeny`'],
  ['onExpired', 'refusals are answered by `onDeny`; for an expired token `error.code` is "token_expired"'],

  // jwks-rsa
  ['jwks.jwksUri', 'the address is the option `jwksUri`, beside `jwks`'],
  ['jwks.cache', 'a key set is always kept; `jwks.maxAge` says for how long, in seconds'],
  ['jwks.cacheMaxAge', 'how long a key set is kept is `jwks.maxAge`, in seconds'],
  ['jwks.rateLimit', 'fetches are always limited: unknown keys cause one for each `jwks.cooldown`'],
  ['jwks.jwksRequestsPerMinute', 'unknown keys cause one fetch for each `jwks.cooldown`, in seconds'],
])
