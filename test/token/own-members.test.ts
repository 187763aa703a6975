import { afterEach, describe, expect, test } from 'vitest'
import { ownMember } from '../../src/own-member.js'
import { jws, userClaims } from '../support/jws.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

const SECRET = 'only the two of us know this long text'
const now = Math.floor(Date.now() / 1000)
const token = (claims: Record<string, unknown> = {}, header: object = { alg: 'HS256' }) =>
  jws('HS256', SECRET, header, userClaims(claims))

const polluted: string[] = []
function pollute(members: Record<string, unknown>): void {
  Object.assign(Object.prototype, members)
  polluted.push(...Object.keys(members))
}
afterEach(() => {
  for (const name of polluted.splice(0)) Reflect.deleteProperty(Object.prototype, name)
})

test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('an empty object has no %s', (name) => {
  expect(ownMember({}, name)).toBeUndefined()
  expect(ownMember(JSON.parse(`{"${name}":1}`), name)).toBe(1)
})

describe('what is on Object.prototype adds nothing to a token', () => {
  const end = { exp: undefined }
  test.each<[name: string, members: Record<string, unknown>, options: object, claims: object, code: string]>([
    ['an end', { exp: now + 60 }, {}, end, 'token_lifetime'],
    ['an ASAP end', { not_after: (now + 60) * 1000 }, {}, end, 'token_lifetime'],
    ['a time of issue', { iat: now }, {}, { iat: undefined, exp: now + 3600 }, 'token_lifetime'],
    ['an issuer', { iss: 'https://id.example' }, { issuer: 'https://id.example' }, {}, 'token_issuer'],
    ['an audience', { aud: 'help-desk' }, { audience: 'help-desk' }, {}, 'token_audience'],
  ])('%s', (_name, members, options, claims, code) => {
    const text = token(claims as never)
    const verify = verifier({ secret: SECRET, ...options })
    pollute(members)
    expect(refusal(() => verify(text)).code).toBe(code)
  })

  test('an algorithm', () => {
    const text = token({}, {})
    const verify = verifier({ secret: SECRET })
    pollute({ alg: 'HS256' })
    expect(refusal(() => verify(text)).code).toBe('token_algorithm')
  })

  test('the name of a key', () => {
    const text = token()
    const verify = verifier({ secret: { kid: 'a', secret: SECRET } })
    pollute({ kid: 'a' })
    expect(refusal(() => verify(text)).code).toBe('token_key_unknown')
  })
})

test.each<[member: string, value: unknown]>([
  ['exp', 1],
  ['nbf', 4e9],
  ['iat', 'soon'],
  ['not_after', 1],
  ['not_before', 'never'],
  ['iss', 1],
  ['aud', 1],
  ['sub', 1],
  ['jti', 1],
  ['cnf', {}],
  ['crit', ['exp']],
  ['b64', false],
  ['typ', 'dpop+jwt'],
  ['kid', ''],
  ['alg', 'none'],
])('%s on Object.prototype takes nothing from a good token', (member, value) => {
  const text = token()
  const verify = verifier({ secret: SECRET })
  pollute({ [member]: value })
  expect(verify(text)).toMatchObject({ token: text })
  expect(verify(text)).toMatchObject({ token: text })
})
