import { describe, expect, test } from 'vitest'
import { jws, userClaims } from '../support/jws.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

const [ONE, TWO, THREE] = ['1st', '2nd', '3rd'].map(
  (name) => `the ${name} secret, of more than thirty-two bytes`,
)

const token = (claims: Record<string, unknown> = {}, secret = ONE as string, header: object = {}) =>
  jws('HS256', secret, { alg: 'HS256', ...header }, userClaims(claims))

describe('several secrets', () => {
  const named = { kid: 'new', secret: TWO as string }

  const CASES: Record<
    string,
    [secret: unknown, sign: string | undefined, header: object, code: string | undefined]
  > = {
    'the first of two': [[ONE, TWO], ONE, {}, undefined],
    'the second of two': [[ONE, TWO], TWO, {}, undefined],
    'neither of two': [[ONE, TWO], THREE, {}, 'token_signature'],
    'one that is a Buffer': [[Buffer.from(ONE as string), TWO], ONE, {}, undefined],
    'a kid that nobody has, among secrets without': [[ONE, TWO], TWO, { kid: 'other' }, undefined],
    'the named one, by name': [[ONE, named], TWO, { kid: 'new' }, undefined],
    'the named one, without saying so': [[ONE, named], TWO, {}, 'token_signature'],
    'the named one, under another name': [[ONE, named], TWO, { kid: 'old' }, 'token_signature'],
    'the one without a name': [[ONE, named], ONE, {}, undefined],
    'the one without a name, under any name': [[ONE, named], ONE, { kid: 'old' }, undefined],
    'the one without a name, under the name of another': [
      [ONE, named],
      ONE,
      { kid: 'new' },
      'token_signature',
    ],
    'the only one, named, by name': [named, TWO, { kid: 'new' }, undefined],
    'the only one, named, without saying so': [named, TWO, {}, 'token_key_unknown'],
    'the only one, named, under another name': [named, TWO, { kid: 'old' }, 'token_key_unknown'],
    'a name of every object': [named, TWO, { kid: '__proto__' }, 'token_key_unknown'],
    'another name of every object': [named, TWO, { kid: 'constructor' }, 'token_key_unknown'],
    'a name in another case': [named, TWO, { kid: 'New' }, 'token_key_unknown'],
    'the same secret under two names': [
      [named, { kid: 'other', secret: TWO }],
      TWO,
      { kid: 'other' },
      undefined,
    ],
  }

  test.each(Object.entries(CASES))('%s', (_name, [secret, sign, header, code]) => {
    const verify = verifier({ secret })
    const text = token({}, sign, header)
    if (code === undefined) expect(verify(text)).toMatchObject({ payload: { sub: 'user-1' } })
    else expect(refusal(() => verify(text)).code).toBe(code)
  })

  test('a secret that is too short for the algorithm of the token is not tried', () => {
    const long = `${ONE}${TWO}`
    const verify = verifier({ secret: [ONE, { kid: 'long', secret: long }] })
    const text = jws('HS512', long, { alg: 'HS512' }, userClaims())
    expect(refusal(() => verify(text)).code).toBe('token_algorithm')
    expect(verify(jws('HS512', long, { alg: 'HS512', kid: 'long' }, userClaims()))).toMatchObject({
      key: { kid: 'long' },
    })
  })
})
