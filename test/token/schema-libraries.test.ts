import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as zodMini from 'zod/mini'
import { z as zod3 } from 'zod-3-25'
import { z as zod4Of3 } from 'zod-3-25/v4'
import { z as zod41 } from 'zod-4-1'
import { type ClaimsSchema, readPayload } from '../../src/token/payload.js'
import { laterRefusal } from '../support/refusal.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const VALUE = 'value-of-somebody'
const rejects = async () => {
  throw new Error(VALUE)
}

/** The same schemas in each library. `undefined`: the library has no such thing. */
interface Library {
  /** An address, seats that are 3 by default, a plan that is gold or silver, and a list in a group. */
  readonly user: ClaimsSchema
  readonly strict: ClaimsSchema
  readonly later?: ClaimsSchema
  /** Asynchronous checks that reject: one, two of one claim, and two of two claims. */
  readonly rejecting: readonly ClaimsSchema[]
  /** A check with words of the user's own. */
  readonly worded: ClaimsSchema
}

const zodLibrary = (zod: typeof z): Library => ({
  user: zod.object({
    email: zod.string().email(),
    seats: zod.number().default(3),
    plan: zod.enum(['gold', 'silver']).optional(),
    group: zod.object({ list: zod.array(zod.number()) }).optional(),
  }),
  strict: zod.object({ email: zod.string() }).strict(),
  later: zod.object({ email: zod.string().transform(async (email) => email.length) }),
  rejecting: [
    zod.object({ email: zod.string().refine(rejects) }),
    zod.object({ email: zod.string().refine(rejects).refine(rejects) }),
    zod.object({ email: zod.string().refine(rejects), plan: zod.any().refine(rejects) }),
    zod.object({}).refine(rejects).refine(rejects),
  ],
  worded: zod.object({ email: zod.string().refine(() => false, 'an unknown user') }),
})

const LIBRARIES: Record<string, Library> = {
  'zod 4': zodLibrary(z),
  'zod 4.1': zodLibrary(zod41 as never),
  'zod 3.25': zodLibrary(zod3 as never),
  'zod/v4 of zod 3.25': zodLibrary(zod4Of3 as never),
  'zod mini': {
    user: zodMini.object({
      email: zodMini.email(),
      seats: zodMini._default(zodMini.number(), 3),
      plan: zodMini.optional(zodMini.enum(['gold', 'silver'])),
      group: zodMini.optional(zodMini.object({ list: zodMini.array(zodMini.number()) })),
    }),
    strict: zodMini.strictObject({ email: zodMini.string() }),
    later: zodMini.object({
      email: zodMini.pipe(
        zodMini.string(),
        zodMini.transform(async (email) => email.length),
      ),
    }),
    rejecting: [
      zodMini.object({ email: zodMini.string().check(zodMini.refine(rejects), zodMini.refine(rejects)) }),
    ],
    worded: zodMini.object({ email: zodMini.string().check(zodMini.refine(() => false, 'an unknown user')) }),
  },
  Valibot: {
    user: v.object({
      email: v.pipe(v.string(), v.toLowerCase(), v.email()),
      seats: v.optional(v.number(), 3),
      plan: v.optional(v.picklist(['gold', 'silver'])),
      group: v.optional(v.object({ list: v.array(v.number()) })),
    }),
    strict: v.strictObject({ email: v.string() }),
    later: v.objectAsync({
      email: v.pipeAsync(
        v.string(),
        v.transformAsync(async (email) => email.length),
      ),
    }),
    rejecting: [
      v.objectAsync({ email: v.pipeAsync(v.string(), v.checkAsync(rejects), v.checkAsync(rejects)) }),
      v.objectAsync({
        email: v.pipeAsync(v.string(), v.checkAsync(rejects)),
        plan: v.pipeAsync(v.any(), v.checkAsync(rejects)),
      }),
    ],
    worded: v.object({
      email: v.pipe(
        v.string(),
        v.check(() => false, 'an unknown user'),
      ),
    }),
  },
  ArkType: {
    user: type({
      email: 'string.email',
      seats: 'number = 3',
      'plan?': "'gold' | 'silver'",
      'group?': { list: 'number[]' },
    }),
    strict: type({ '+': 'reject', email: 'string' }),
    rejecting: [],
    worded: type({
      email: type('string').narrow((_email, context) => context.reject({ message: 'an unknown user' })),
    }),
  },
}

describe.each(Object.entries(LIBRARIES))('%s', (_name, { user, strict, later, rejecting, worded }) => {
  test('reads a payload at once, its defaults filled in', () => {
    expect(readPayload(user, { email: 'a@example.com', plan: 'gold' })).toEqual({
      email: 'a@example.com',
      seats: 3,
      plan: 'gold',
    })
  })

  test('names each claim that breaks a rule, and the value of none', async () => {
    const payload = { email: VALUE, seats: VALUE, plan: VALUE, group: { list: [1, VALUE] } }
    const { code, detail } = await laterRefusal(() => readPayload(user, payload))
    expect(code).toBe('token_claims')
    const claims = detail?.split('; ').map((rule) => rule.replace(/:.*/, ''))
    expect(claims?.sort()).toEqual(['email', 'group.list.1', 'plan', 'seats'])
    expect(detail).toMatch(/seats: [^;]*number/)
    expect(detail).not.toContain(VALUE)
  })

  test('names a claim that is missing, and one that is too many', async () => {
    const error = await laterRefusal(() => readPayload(user, {}))
    expect(error.detail).toMatch(/^email: /)
    const stranger = await laterRefusal(() => readPayload(strict, { email: 'x', plan: VALUE }))
    expect(stranger.detail).toMatch(/plan/)
    expect(stranger.detail).not.toContain(VALUE)
  })

  test('says what breaks a rule in the words of whoever made it, where these quote no value', async () => {
    const { detail } = await laterRefusal(() => readPayload(worded, { email: VALUE }))
    expect(detail).toBe('email: an unknown user')
  })

  test('takes nothing on Object.prototype for a claim', async () => {
    Object.assign(Object.prototype, { email: 'a@example.com', plan: 'gold' })
    const outcome = laterRefusal(() => readPayload(user, {}))
    for (const name of ['email', 'plan']) Reflect.deleteProperty(Object.prototype, name)
    expect((await outcome).detail).toMatch(/^email: /)
  })

  if (later)
    test('may transform asynchronously', async () => {
      expect(await readPayload(later, { email: 'four' })).toEqual({ email: 4 })
    })

  test.each(rejecting)('may reject asynchronously, which refuses and ends no process', async (schema) => {
    for (const _time of ['first', 'again']) {
      const error = await laterRefusal(() => readPayload(schema, { email: 'a@example.com' }))
      expect(error).toMatchObject({ code: 'token_claims', cause: { message: VALUE } })
      expect(error.detail).not.toContain(VALUE)
    }
  })
})
