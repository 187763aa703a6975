import { AsapGuardError, type AsapGuardErrorCode } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { AsapConfigError } from '../src/config-error.js'
import { asRefusal } from '../src/errors.js'

const INVALID_TOKEN = 'Bearer error="invalid_token"'
const INVALID_PROOF = 'DPoP error="invalid_dpop_proof", algs="ES256"'

/** Status, `WWW-Authenticate` and `Retry-After` of every code. */
const ANSWERS: Record<
  AsapGuardErrorCode,
  readonly [status: number, challenge?: string, retryAfter?: string]
> = {
  origin_missing: [403],
  origin_opaque: [403],
  origin_malformed: [403],
  origin_insecure: [403],
  origin_not_whitelisted: [403],
  token_missing: [401, 'Bearer realm="asap-guard"'],
  request_invalid: [400, 'Bearer error="invalid_request"'],
  token_malformed: [401, INVALID_TOKEN],
  token_algorithm: [401, INVALID_TOKEN],
  token_signature: [401, INVALID_TOKEN],
  token_key_unknown: [401, INVALID_TOKEN],
  token_expired: [401, INVALID_TOKEN],
  token_not_active: [401, INVALID_TOKEN],
  token_lifetime: [401, INVALID_TOKEN],
  token_issuer: [401, INVALID_TOKEN],
  token_audience: [401, INVALID_TOKEN],
  token_claims: [401, INVALID_TOKEN],
  token_revoked: [401, INVALID_TOKEN],
  token_bound: [401, INVALID_TOKEN],
  proof_missing: [401, 'DPoP algs="ES256"'],
  proof_invalid: [401, INVALID_PROOF],
  proof_replayed: [401, INVALID_PROOF],
  token_domain: [403],
  keys_unavailable: [503, undefined, '5'],
  tenant_unavailable: [503, undefined, '5'],
  revocation_unavailable: [503, undefined, '5'],
  proof_unavailable: [503, undefined, '5'],
  tenant_unknown: [404],
}
const CODES = Object.keys(ANSWERS) as AsapGuardErrorCode[]

describe('AsapGuardError', () => {
  test.each(CODES)('%s', (code) => {
    const [status, challenge, retryAfter] = ANSWERS[code]
    const error = new AsapGuardError(code)
    expect(error).toMatchObject({ name: 'AsapGuardError', code, status })
    expect(error.headers).toEqual({
      ...(challenge && { 'WWW-Authenticate': challenge }),
      ...(retryAfter && { 'Retry-After': retryAfter }),
    })
    expect(error.message).toMatch(/^[A-Z][^.]+$/)
    expect(error.problem).toEqual({ type: `urn:asap-guard:${code}`, title: error.message, status, code })
  })

  test('each code has its own title', () => {
    expect(new Set(CODES.map((code) => new AsapGuardError(code).message)).size).toBe(CODES.length)
  })

  test('detail and cause are for operators: neither message, body nor JSON holds them', () => {
    const cause = new Error('the cause')
    const error = new AsapGuardError('token_claims', 'the detail', { cause })
    expect(error).toMatchObject({ detail: 'the detail', cause })
    for (const shown of [String(error), error.stack, JSON.stringify(error), JSON.stringify(error.problem)]) {
      expect(shown).not.toMatch(/the detail|the cause/)
    }
    expect(JSON.parse(JSON.stringify(error))).toEqual(error.problem)
  })

  test('its stack names no file of this library, and no setting of the process is changed for that', () => {
    const { stackTraceLimit } = Error
    expect(new AsapGuardError('token_missing').stack).toBe('AsapGuardError: A bearer token is required')
    expect(Error.stackTraceLimit).toBe(stackTraceLimit)
    expect(new Error('of somebody else').stack).toContain('errors.test')
  })

  test('instanceof tells derived classes apart', () => {
    class Derived extends AsapGuardError {}
    expect(new Derived('token_missing')).toBeInstanceOf(AsapGuardError)
    expect(new Derived('token_missing')).toBeInstanceOf(Derived)
    expect(new AsapGuardError('token_missing')).not.toBeInstanceOf(Derived)
    // Another copy of this package knows nothing of the class that is derived of this one.
    expect({ [Symbol.for('asap-guard: AsapGuardError')]: true }).not.toBeInstanceOf(Derived)
    for (const other of [undefined, null, 'x', {}, new Error('x'), new AsapConfigError([])]) {
      expect(other instanceof AsapGuardError).toBe(false)
    }
  })

  test('instanceof knows an error of another copy of this package', () => {
    const brand = Symbol.for('asap-guard: AsapGuardError')
    expect({ [brand]: true } instanceof AsapGuardError).toBe(true)
    expect({ [brand]: true } instanceof AsapConfigError).toBe(false)
    const descriptor = Object.getOwnPropertyDescriptor(AsapGuardError.prototype, brand)
    expect(descriptor).toMatchObject({ value: true, enumerable: false })
  })

  test('each refusal has an error, and headers, of its own', () => {
    const [first, second] = [new AsapGuardError('token_missing'), new AsapGuardError('token_missing')]
    ;(first.headers as Record<string, string>)['X-Mine'] = '1'
    expect(second.headers).not.toHaveProperty('X-Mine')
    expect(new AsapGuardError('token_missing').headers).not.toHaveProperty('X-Mine')
  })
})

describe('asRefusal', () => {
  test('leaves a refusal as it is, and refuses for whatever else was thrown', () => {
    const refusal = new AsapGuardError('token_missing')
    expect(asRefusal(refusal)).toBe(refusal)
    for (const cause of [new Error('unforeseen'), undefined, 'text']) {
      expect(asRefusal(cause)).toMatchObject({
        code: 'request_invalid',
        detail: 'the request could not be checked: see `cause`',
        cause,
      })
    }
  })
})
