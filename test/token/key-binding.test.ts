import { describe, expect, test } from 'vitest'
import { jws, userClaims } from '../support/jws.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

const SECRET = 'only the two of us know this long text'
const token = (claims: object, secret = SECRET) =>
  jws('HS256', secret, { alg: 'HS256' }, userClaims({ ...claims }))
const THUMBPRINT = { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' }

describe('a guard without the option `dpop`', () => {
  const verify = verifier({ secret: SECRET, issuer: 'https://id.example' })
  const good = { iss: 'https://id.example' }

  test.each([THUMBPRINT, { 'x5t#S256': 'x' }, {}, null, 'x', 1, false, []])(
    'refuses a token with cnf %j',
    (cnf) => {
      const error = refusal(() => verify(token({ ...good, cnf })))
      expect(error).toMatchObject({
        code: 'token_bound',
        status: 401,
        detail: expect.stringMatching(/`dpop`/),
      })
      expect(error.detail).not.toContain(THUMBPRINT.jkt)
    },
  )

  test('tells a bad signature, time or claim before that', () => {
    const cnf = THUMBPRINT
    const codeOf = (text: string) => refusal(() => verify(text)).code
    expect(codeOf(token({ ...good, cnf }, `${SECRET}, another`))).toBe('token_signature')
    expect(codeOf(token({ ...good, cnf, exp: 1 }))).toBe('token_expired')
    expect(codeOf(token({ cnf }))).toBe('token_issuer')
  })

  test('remembers no such token', () => {
    const text = token({ ...good, cnf: THUMBPRINT })
    for (const _time of [1, 2]) expect(refusal(() => verify(text)).code).toBe('token_bound')
  })

  test('takes other claims for what they are', () => {
    expect(verify(token({ ...good, CNF: THUMBPRINT, act: { cnf: THUMBPRINT } }))).toBeTruthy()
  })
})
