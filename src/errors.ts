import { instancesWith } from './branded.js'

/**
 * Every answer other than letting a request through: its status, its title, and its RFC 6750 challenge.
 * The one place to look for "which status does this code have?".
 */
const ANSWERS = {
  origin_missing: { status: 403, title: 'The request does not say which site it comes from' },
  origin_opaque: { status: 403, title: 'The request comes from an opaque origin' },
  origin_malformed: { status: 403, title: 'The origin of the request is malformed' },
  origin_insecure: { status: 403, title: 'The calling site must use https' },
  origin_not_whitelisted: { status: 403, title: 'The calling site is not approved' },

  // RFC 6750 §3.1: a request without credentials gets a challenge without an error code. The scheme needs at
  // least one parameter all the same (§3), hence the realm.
  token_missing: { status: 401, title: 'A bearer token is required', challenge: 'Bearer realm="asap-guard"' },
  request_invalid: {
    status: 400,
    title: 'The bearer token is not presented as RFC 6750 asks',
    challenge: 'Bearer error="invalid_request"',
  },

  token_malformed: invalidToken('The token is malformed'),
  token_algorithm: invalidToken('The token is signed with an algorithm that is not accepted'),
  token_signature: invalidToken('The signature of the token does not verify'),
  token_key_unknown: invalidToken('The token is signed with an unknown key'),
  token_expired: invalidToken('The token has expired'),
  token_not_active: invalidToken('The token is not active yet'),
  token_lifetime: invalidToken('The token has no end, or lives too long'),
  token_issuer: invalidToken('The token comes from another issuer'),
  token_audience: invalidToken('The token is meant for another audience'),
  token_claims: invalidToken('The claims of the token are not acceptable'),
  token_revoked: invalidToken('The token has been revoked'),
  token_bound: invalidToken('The token is bound to a key, which is not supported here'),

  token_domain: { status: 403, title: 'The token is bound to another site' },

  // RFC 9449 §7.1: the challenge names the algorithms that a proof may be signed with.
  proof_missing: { status: 401, title: 'A proof of possession is required', challenge: 'DPoP algs="ES256"' },
  proof_invalid: invalidProof('The proof of possession is not valid'),
  proof_replayed: invalidProof('The proof of possession was used before'),

  keys_unavailable: temporary('The keys that verify tokens are unavailable'),
  tenant_unavailable: temporary('The configuration of this tenant is unavailable'),
  revocation_unavailable: temporary('The revocation check is unavailable'),
  proof_unavailable: temporary('The check for replayed proofs is unavailable'),
  tenant_unknown: { status: 404, title: 'There is no such tenant' },
} as const satisfies Record<string, Answer>

interface Answer {
  readonly status: number
  readonly title: string
  readonly challenge?: string
  readonly retryAfter?: number
}

function invalidToken(title: string) {
  return { status: 401, title, challenge: 'Bearer error="invalid_token"' } as const
}

function invalidProof(title: string) {
  return { status: 401, title, challenge: 'DPoP error="invalid_dpop_proof", algs="ES256"' } as const
}

/** An outage on our side; `retryAfter` is in seconds. */
function temporary(title: string) {
  return { status: 503, title, retryAfter: 5 } as const
}

/** Why a request was refused. The status of each code stands in the README's errors table. */
export type AsapGuardErrorCode = keyof typeof ANSWERS

/**
 * The RFC 9457 problem details of a refusal: the same for every request with that code, so nothing is
 * reflected.
 */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: AsapGuardErrorCode
}

/** A refusal may be over by the next request (RFC 9111 §5.2.2.5). */
export const NOT_STORED = { 'Cache-Control': 'no-store' } as const

/** RFC 9457 §3. */
export const PROBLEM_HEADERS = { 'Content-Type': 'application/problem+json', ...NOT_STORED } as const

const BRAND = Symbol.for('asap-guard: AsapGuardError')

/**
 * A refused request. `message` and the body hold nothing but the code's fixed title; `detail` and `cause` are
 * for operators (`onDeny`, the diagnostics channel) and must not be sent to the caller. `detail` never holds
 * a token or a key; `cause`, the error behind it, may hold whatever the backend's own functions threw.
 */
export class AsapGuardError extends Error {
  static override readonly [Symbol.hasInstance] = instancesWith(BRAND)

  override readonly name = 'AsapGuardError'
  readonly code: AsapGuardErrorCode
  /** HTTP status code of the answer. */
  readonly status: number
  /** Headers of the answer: `WWW-Authenticate` (RFC 6750 §3), `Retry-After` in seconds (RFC 9110 §10.2.3). */
  readonly headers: Readonly<Record<string, string>>
  /** What exactly was wrong, the fix where there is one, and, of a request, its page in docs/errors.md. */
  readonly detail?: string

  constructor(code: AsapGuardErrorCode, detail?: string, options?: ErrorOptions) {
    const answer: Answer = ANSWERS[code]
    super(answer.title, options)
    // Error pages may show the stack, and where in this library a refusal was made tells nobody anything.
    this.stack = `${this.name}: ${this.message}`
    this.code = code
    this.status = answer.status
    this.detail = detail
    this.headers = {
      ...(answer.challenge && { 'WWW-Authenticate': answer.challenge }),
      ...(answer.retryAfter && { 'Retry-After': String(answer.retryAfter) }),
    }
  }

  /** The body of the answer, `application/problem+json` (RFC 9457 §3.1). */
  get problem(): Problem {
    return { type: `urn:asap-guard:${this.code}`, title: this.message, status: this.status, code: this.code }
  }

  /** What `JSON.stringify` shows, should an error handler send the error itself: the public part alone. */
  toJSON(): Problem {
    return this.problem
  }
}
// Not a member of the class: the types of the two copies stay compatible.
Object.defineProperty(AsapGuardError.prototype, BRAND, { value: true })

/** The refusal for whatever was thrown. An error that nobody foresaw refuses the request, too. */
export function asRefusal(thrown: unknown): AsapGuardError {
  if (thrown instanceof AsapGuardError) return thrown
  return new AsapGuardError('request_invalid', 'the request could not be checked: see `cause`', {
    cause: thrown,
  })
}
