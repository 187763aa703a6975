import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asapClaims, readPayload } from '../../src/token/payload.js'
import { laterRefusal } from '../support/refusal.js'

const unhandled: unknown[] = []
const listen = (reason: unknown) => unhandled.push(reason)

beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listen)
})
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', listen)
  expect(unhandled).toEqual([])
})

const USER = { email: 'user@example.com', email_verified: true }

describe('asapClaims', () => {
  test.each<[name: string, payload: Record<string, unknown>]>([
    ['an address that is verified', USER],
    ['names', { ...USER, first_name: 'Ada', last_name: '' }],
    ['times in milliseconds', { ...USER, not_before: 1.7e12, not_after: 1.8e12 }],
    ['other claims, which are kept', { ...USER, plan: { seats: 3 } }],
  ])('accepts %s', async (_name, payload) => {
    expect(await readPayload(asapClaims, payload)).toEqual(payload)
  })

  test.each<[name: string, payload: Record<string, unknown>, detail: RegExp]>([
    ['no address', { email_verified: true }, /^email: /],
    ['what is no address', { ...USER, email: 'nobody' }, /^email: Invalid email/],
    ['an address that is a list', { ...USER, email: ['user@example.com'] }, /^email: .*string/],
    ['an address of two lines', { ...USER, email: 'user@example.com\nBcc: x@example.com' }, /^email: /],
    ['an address that is not verified', { ...USER, email_verified: false }, /^email_verified: .*true/],
    ['nothing about verification', { email: USER.email }, /^email_verified: .*true/],
    ['"true" as text', { ...USER, email_verified: 'true' }, /^email_verified: .*true/],
    ['1 for true', { ...USER, email_verified: 1 }, /^email_verified: .*true/],
    ['a name that is no text', { ...USER, first_name: 1 }, /^first_name: .*string/],
    ['a time that is text', { ...USER, not_after: 'soon' }, /^not_after: .*number/],
    [
      'several mistakes, each told',
      { email: '', last_name: null },
      /^email: .*; email_verified: .*; last_name: /,
    ],
  ])('refuses %s', async (_name, payload, detail) => {
    const error = await laterRefusal(() => readPayload(asapClaims, payload))
    expect(error.code).toBe('token_claims')
    expect(error.detail).toMatch(detail)
  })
})

describe('a schema', () => {
  test('that has no asynchronous part is asked at once', () => {
    expect(readPayload(asapClaims, USER)).not.toBeInstanceOf(Promise)
  })

  test('may transform what the routes get', async () => {
    const schema = z.object({ email: z.string().transform((email) => ({ address: email.toUpperCase() })) })
    expect(await readPayload(schema, USER)).toEqual({ email: { address: 'USER@EXAMPLE.COM' } })
  })

  test('may have defaults, coercion and a type of its own', async () => {
    const schema = z
      .object({ seats: z.coerce.number(), plan: z.string().default('free') })
      .transform(Object.entries)
    expect(await readPayload(schema, { seats: '3', other: 1 })).toEqual([
      ['seats', 3],
      ['plan', 'free'],
    ])
  })

  test('may transform asynchronously', async () => {
    const schema = z.object({ email: z.string().transform(async (email) => email.length) })
    expect(await readPayload(schema, USER)).toEqual({ email: 16 })
  })

  test('may refine asynchronously', async () => {
    const known = (answer: boolean) => z.looseObject({}).refine(async () => answer, 'an unknown user')
    expect(await readPayload(known(true), USER)).toEqual(USER)
    const error = await laterRefusal(() => readPayload(known(false), USER))
    expect(error).toMatchObject({ code: 'token_claims', detail: 'an unknown user' })
  })

  const cause = new Error('the directory of user@example.com is down')
  const throwing = () => {
    throw cause
  }
  test.each<[name: string, schema: z.ZodType]>([
    ['a refinement that throws', z.looseObject({}).refine(throwing)],
    ['a refinement that rejects', z.looseObject({}).refine(async () => throwing())],
    [
      'a refinement of a claim that rejects',
      z.looseObject({ email: z.string().refine(async () => throwing()) }),
    ],
    ['a transform that throws', z.looseObject({}).transform(throwing)],
    ['a transform that rejects', z.looseObject({}).transform(async () => throwing())],
    [
      'two claims that reject',
      z.object({
        email: z.any().refine(async () => throwing()),
        email_verified: z.any().refine(async () => throwing()),
      }),
    ],
    [
      'a rejection later on',
      z.looseObject({}).refine(() => new Promise((_, reject) => setTimeout(reject, 1, cause))),
    ],
  ])('with %s has not said yes', async (_name, schema) => {
    const error = await laterRefusal(() => readPayload(schema, USER))
    expect(error).toMatchObject({ code: 'token_claims', detail: 'the `claims` schema threw', cause })
  })

  test('that is strict names the claims that it does not know', async () => {
    const error = await laterRefusal(() =>
      readPayload(z.strictObject({ email: z.string() }), { ...USER, plan: 'gold' }),
    )
    expect(error.detail).toBe('Unrecognized keys: "email_verified", "plan"')
  })

  test('gets claims called __proto__ past nobody', async () => {
    const payload = JSON.parse('{"email":"user@example.com","__proto__":{"admin":true}}')
    for (const schema of [
      z.looseObject({}),
      z.object({ email: z.string() }),
      z.record(z.string(), z.unknown()),
    ]) {
      const result = (await readPayload(schema, payload)) as Record<string, unknown>
      expect(result.admin).toBeUndefined()
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    }
  })
})

test('a detail names claims and rules, and no value', async () => {
  const value = 'value-of-somebody'
  const rules = z.object({
    text: z.string().max(3),
    pattern: z.string().regex(/^[0-9]+$/),
    choice: z.enum(['a', 'b']),
    fixed: z.literal('a'),
    number: z.number(),
    either: z.union([z.number(), z.boolean()]),
    kind: z.discriminatedUnion('type', [z.object({ type: z.literal('a') })]),
    url: z.url(),
    date: z.iso.date(),
    nested: z.object({ list: z.array(z.int()) }),
    map: z.record(z.string(), z.number()),
    strict: z.strictObject({}),
  })
  const payload = Object.fromEntries(Object.keys(rules.shape).map((name) => [name, value]))
  const filled = {
    ...payload,
    kind: { type: value },
    nested: { list: [1, value] },
    map: { a: value },
    strict: { b: value },
  }
  const { detail, message, stack } = await laterRefusal(() => readPayload(rules, filled))
  for (const name of [...Object.keys(rules.shape), 'kind.type', 'nested.list.1', 'map.a'])
    expect(detail).toContain(name)
  expect(`${detail} ${message} ${stack}`).not.toContain(value)
})

test('control characters in names of claims are escaped: details end up in logs', async () => {
  const schema = z.record(z.string(), z.number())
  const error = await laterRefusal(() => readPayload(schema, { 'a\nb\u001b[2J\u202e': 'x' }))
  expect(error.detail).toMatch(/^a\\u\{a\}b\\u\{1b\}\[2J\\u\{202e\}: /)
  const strict = await laterRefusal(() => readPayload(z.strictObject({}), { 'a\r\nb': 1 }))
  expect(strict.detail).not.toMatch(/\p{Cc}/u)
})
