import { describe, expect, test } from 'vitest'
import { asapClaims } from '../../src/token/asap-claims.js'
import { readPayload } from '../../src/token/payload.js'
import { growth, LINEAR } from '../support/growth.js'
import { laterRefusal } from '../support/refusal.js'

const USER = { email: 'user@example.com', email_verified: true }

describe('asapClaims', () => {
  test.each<[name: string, payload: Record<string, unknown>]>([
    ['an address that is verified', USER],
    ['names', { ...USER, first_name: 'Ada', last_name: '' }],
    ['names that are null, as a user without them has', { ...USER, first_name: null, last_name: null }],
    ['times in milliseconds', { ...USER, not_before: 1.7e12, not_after: 1.8e12 }],
    ['other claims, which are kept', { ...USER, plan: { seats: 3 } }],
  ])('accepts %s', async (_name, payload) => {
    expect(await readPayload(asapClaims, payload)).toEqual(payload)
  })

  test.each([
    'jürgen@example.de',
    'josé.nuñez+help@correo.example',
    '用户@例え.jp',
    'पाठक@उदाहरण.भारत',
    "o'brien@mail.example.co.uk",
    'a_b-c@xn--bcher-kva.example',
    'user@example.xn--p1ai',
    'ünï@münchen.de',
    `${'a'.repeat(70)}@example.com`,
  ])('accepts the address %s', async (email) => {
    expect(await readPayload(asapClaims, { ...USER, email })).toMatchObject({ email })
  })

  test.each([
    '',
    'nobody',
    '@example.com',
    'user@',
    'user@localhost',
    'user@example.c',
    'user@@example.com',
    'a@b@example.com',
    '.user@example.com',
    'user.@example.com',
    'us..er@example.com',
    'us er@example.com',
    '"user"@example.com',
    'User <user@example.com>',
    'user@exa mple.com',
    'user@-example.com',
    'user@example-.com',
    'user@example..com',
    'user@example.com.',
    'user@[127.0.0.1]',
    'user@exam_ple.com',
    'user@example.com,other@example.com',
    'us\u00a0er@example.com',
    'us\u202eer@example.com',
    'user@example.com\n',
    'user@example.com\nBcc: x@example.com',
    'us\ud800er@example.com',
    'user@example.com\0',
  ])('refuses the address %j', async (email) => {
    const error = await laterRefusal(() => readPayload(asapClaims, { ...USER, email }))
    expect(error).toMatchObject({ code: 'token_claims', detail: 'email: Invalid email address' })
  })

  test.each(['a', 'a.', 'a@', 'a@a.', 'a@-', '-.', 'ü@ü-'])(
    '%j again and again takes linear time',
    (part) => {
      const { email } = asapClaims.shape
      expect(growth((length) => void email.safeParse(part.repeat(length)))).toBeLessThan(LINEAR)
      expect(growth((length) => void email.safeParse(`a@${part.repeat(length)}`))).toBeLessThan(LINEAR)
    },
  )

  test.each<[name: string, payload: Record<string, unknown>, detail: RegExp]>([
    ['no address', { email_verified: true }, /^email: /],
    ['an address that is a list', { ...USER, email: ['user@example.com'] }, /^email: .*string/],
    ['an address that is not verified', { ...USER, email_verified: false }, /^email_verified: .*true/],
    ['nothing about verification', { email: USER.email }, /^email_verified: .*true/],
    ['"true" as text', { ...USER, email_verified: 'true' }, /^email_verified: .*true/],
    ['1 for true', { ...USER, email_verified: 1 }, /^email_verified: .*true/],
    ['a name that is no text', { ...USER, first_name: 1 }, /^first_name: .*string/],
    ['a time that is text', { ...USER, not_after: 'soon' }, /^not_after: .*number/],
    [
      'several mistakes, each told',
      { email: '', last_name: 1 },
      /^email: .*; email_verified: .*; last_name: /,
    ],
  ])('refuses %s', async (_name, payload, detail) => {
    const error = await laterRefusal(() => readPayload(asapClaims, payload))
    expect(error.code).toBe('token_claims')
    expect(error.detail).toMatch(detail)
  })
})
