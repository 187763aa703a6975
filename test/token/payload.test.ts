import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { asapClaims } from '../../src/token/asap-claims.js'
import { type ClaimsSchema, readPayload } from '../../src/token/payload.js'
import { laterRefusal } from '../support/refusal.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const USER = { email: 'user@example.com', email_verified: true }

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

  test.each([
    ['another library, whatever methods it has', 'other', { safeParseAsync: () => Promise.reject('asked') }],
    ['the core of zod, which has no method for it', 'zod', {}],
  ])('of %s is asked by the standard, however often', async (_name, vendor, methods) => {
    const standard = { version: 1, vendor, validate: async (value: unknown) => ({ value }) } as const
    const schema: ClaimsSchema = { '~standard': standard, ...methods }
    for (const time of ['first', 'second']) expect(await readPayload(schema, USER), time).toEqual(USER)
  })

  const cause = new Error('the directory of user@example.com is down')
  const throwing = () => {
    throw cause
  }
  const rejecting = (milliseconds?: number) => async () => {
    if (milliseconds !== undefined) await new Promise((resolve) => setTimeout(resolve, milliseconds))
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
    ['two rejections of one object', z.looseObject({}).refine(rejecting()).refine(rejecting())],
    [
      'a rejection beside a check that takes longer',
      z.looseObject({}).refine(rejecting(2)).refine(rejecting(1)),
    ],
    ['a rejection beside a throw', z.looseObject({}).refine(rejecting()).refine(throwing)],
    [
      'two rejections behind an asynchronous claim',
      z
        .looseObject({ email: z.string().refine(async () => true) })
        .refine(rejecting())
        .refine(rejecting(1)),
    ],
  ])('with %s accepts nothing, and ends no process', async (_name, schema) => {
    // The second time it is known to be asynchronous.
    for (const _time of ['first', 'again']) {
      const error = await laterRefusal(() => readPayload(schema, USER))
      expect(error).toMatchObject({
        code: 'token_claims',
        detail: expect.stringMatching(/threw or rejected/),
        cause,
      })
    }
  })

  test('asks an asynchronous check once, from the second payload on', async () => {
    const check = vi.fn(async () => true)
    const schema = z.looseObject({}).refine(check)
    await readPayload(schema, USER)
    const first = check.mock.calls.length
    await readPayload(schema, USER)
    expect(check.mock.calls.length - first).toBe(1)
  })

  test('gets a copy: what it changes, or hands on as it is, is of this request alone', async () => {
    const payload = { ...USER, groups: ['a'] }
    const schemas: z.ZodType[] = [
      z.looseObject({ groups: z.array(z.string()).refine((groups) => groups.push('b')) }),
      z.looseObject({}),
      z.any(),
      z.record(z.string(), z.unknown()),
    ]
    for (const schema of schemas) {
      const read = (await readPayload(schema, payload)) as { groups?: string[] }
      read.groups?.push('c')
      expect(payload).toEqual({ ...USER, groups: ['a'] })
    }
  })

  test('that takes any value as it is gives the routes a plain object', async () => {
    const read = (await readPayload(z.any(), USER)) as object
    expect(read).toEqual(USER)
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  test('finds no claim on Object.prototype', async () => {
    const inherited = { ...USER, last_name: 1 }
    Object.assign(Object.prototype, inherited)
    const outcome = laterRefusal(() => readPayload(asapClaims, {}))
    for (const name of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, name)
    expect((await outcome).detail).toMatch(/^email: .*; email_verified: [^;]*$/)
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
  expect(error.detail).toMatch(/^a\\u000ab\\u001b\[2J\\u202e: /)
  const strict = await laterRefusal(() => readPayload(z.strictObject({}), { 'a\r\nb': 1 }))
  expect(strict.detail).not.toMatch(/\p{Cc}/u)
})

test('many broken rules and long names of claims are cut short', async () => {
  const schema = z.record(z.string(), z.number())
  const names = Array.from({ length: 3000 }, (_, index) => [`claim ${index}`, 'x'])
  const { detail = '' } = await laterRefusal(() => readPayload(schema, Object.fromEntries(names)))
  expect(detail).toMatch(/^claim 0: .*; claim 19: [^;]*; and 2980 more$/)
  const long = await laterRefusal(() => readPayload(schema, { ['x'.repeat(10_000)]: 'x' }))
  expect(long.detail?.length).toBeLessThan(250)
})

/** A schema of a library that nobody knows. */
const schemaOf = (validate: (value: unknown) => unknown): ClaimsSchema => ({
  '~standard': { version: 1, vendor: 'homemade', validate: validate as never },
})

describe('any schema', () => {
  test.each([undefined, null, true, 'yes', 1, {}, [], { ok: true }, { valid: true, output: USER }])(
    'that answers %j has not accepted',
    async (answer) => {
      for (const validate of [() => answer, async () => answer]) {
        const error = await laterRefusal(() => readPayload(schemaOf(validate), USER))
        expect(error).toMatchObject({ code: 'token_claims', status: 401 })
        expect(error.detail).toMatch(/neither a value nor issues/)
      }
    },
  )

  test.each([
    ['a promise that fulfils', () => Promise.resolve(USER)],
    ['a promise that rejects', () => Promise.reject(new Error('no user'))],
    ['a promise that never settles', () => new Promise(() => {})],
  ])('that gives %s as value has not accepted', async (_name, makeValue) => {
    for (const validate of [() => ({ value: makeValue() }), async () => ({ value: makeValue() })]) {
      const error = await laterRefusal(() => readPayload(schemaOf(validate), USER))
      expect(error).toMatchObject({ code: 'token_claims', status: 401 })
      expect(error.detail).toMatch(/made a promise of the payload/)
    }
  })

  test.each([[[null]], [[{ message: 'no', path: [null] }]], [true], [{}]])(
    'with issues %j, which are none, has not accepted',
    async (issues) => {
      for (const validate of [() => ({ issues }), async () => ({ issues })])
        expect((await laterRefusal(() => readPayload(schemaOf(validate), USER))).code).toBe('token_claims')
    },
  )

  test('that answers a value and issues has not accepted', async () => {
    const schema = schemaOf((value) => ({ value, issues: [{ message: 'no' }] }))
    expect((await laterRefusal(() => readPayload(schema, USER))).code).toBe('token_claims')
  })

  test('that names no issue has not accepted', async () => {
    const { detail } = await laterRefusal(() =>
      readPayload(
        schemaOf(() => ({ issues: [] })),
        USER,
      ),
    )
    expect(detail).toBe('the payload is not accepted by the `claims` schema')
  })

  test('of a library that nobody knows may quote values, so only the claim is named', async () => {
    const path = ['address', { key: 'list' }, 3, Symbol('x')]
    const schema = schemaOf(() => ({ issues: [{ message: 'user@example.com is no town', path }] }))
    const { detail } = await laterRefusal(() => readPayload(schema, USER))
    expect(detail).toBe('address.list.3.Symbol(x): is not accepted by the `claims` schema')
  })

  test('may answer with what has a then', async () => {
    // biome-ignore lint/suspicious/noThenProperty: promises of other libraries are such objects.
    const later = { then: (resolve: (result: unknown) => void) => resolve({ value: 1 }) }
    expect(
      await readPayload(
        schemaOf(() => later),
        USER,
      ),
    ).toBe(1)
  })

  test('that throws at once is refused at once', () => {
    const schema = schemaOf(() => {
      throw new Error('x')
    })
    expect(() => readPayload(schema, USER)).toThrow(expect.objectContaining({ code: 'token_claims' }))
  })

  test('that has not answered after 5 seconds has not accepted, whatever it answers later', async () => {
    vi.useFakeTimers()
    let answer: (result: unknown) => void = () => {}
    const schema = schemaOf(() => new Promise((resolve) => (answer = resolve)))
    const refused = laterRefusal(() => readPayload(schema, USER))
    await vi.advanceTimersByTimeAsync(4999)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await refused).toMatchObject({ code: 'token_claims', detail: expect.stringMatching(/5 s/) })
    answer({ value: USER })
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})
