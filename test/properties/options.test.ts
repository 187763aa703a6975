import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { AsapConfigError, asapGuard } from 'asap-guard'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { OBJECT_MEMBERS, optionShape } from '../../src/options/read-options.js'
import { tenantShape } from '../../src/options/tenants.js'
import { growth, LINEAR } from '../support/growth.js'
import { runs } from '../support/runs.js'

const SECRET = 'only-the-two-of-us-know-this-long-text'
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const circle: unknown[] = [{}]
circle.push(circle, { circle })

/** Values of each kind that an option can have, and of kinds that none can have. */
const VALUES: readonly unknown[] = [
  'help.example.com',
  ['help.example.com', '*.example.org'],
  SECRET,
  Buffer.from(SECRET),
  createSecretKey(Buffer.from(SECRET)),
  [{ kid: 'a', secret: SECRET }],
  publicKey,
  privateKey,
  publicKey.export({ format: 'jwk' }),
  publicKey.export({ format: 'pem', type: 'spki' }),
  'https://id.example.com/jwks',
  'https://desk.example.net',
  ['ES256'],
  { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] },
  { url: 'https://desk.example.net', maxAge: 1 },
  { methods: ['GET'], maxAge: 1 },
  { maxAge: 600, staleFor: 1, cooldown: 1, timeout: 1 },
  z.object({ email: z.string() }),
  () => true,
  async () => undefined,
  class {},
  Symbol('value'),
  Symbol.iterator,
  /a/g,
  new URL('https://help.example.com'),
  new Date(Number.NaN),
  new Error('a'),
  Promise.resolve(),
  new Uint8Array(64),
  new ArrayBuffer(64),
  new Headers({ a: 'b' }),
  Object.create(null),
  new Array(2 ** 32 - 1),
  circle,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  0.5,
  600,
  10n,
  null,
  undefined,
  true,
  '',
]

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
})
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 2, arbitrary: anything },
  fc.array(fc.oneof(fc.constantFrom(...VALUES), anything), { maxLength: 6 }),
)

const OPTIONS = Object.keys({ ...optionShape, ...tenantShape })
const MEMBERS = Object.entries(OBJECT_MEMBERS)

const objectOf = (names: readonly string[], values: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, fc.string()), values, {
    maxKeys: 8,
  })

/** Values for options that are objects have some members that are known. */
const options = fc
  .tuple(
    fc.constantFrom({}, { domains: ['help.example.com'] }, { domains: ['help.example.com'], secret: SECRET }),
    objectOf(OPTIONS, value),
    fc.option(
      fc
        .constantFrom(...MEMBERS)
        .chain(([name, members]) => objectOf(members, value).map((object) => ({ [name]: object }))),
      { nil: {} },
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as object)

test('whatever the options are, there is a guard or an AsapConfigError', () => {
  const outcomes = { guards: 0, errors: 0 }
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: options }, anything), (given) => {
      try {
        expect(asapGuard(given as never)).toBeTypeOf('function')
        outcomes.guards += 1
      } catch (error) {
        if (!(error instanceof AsapConfigError)) throw error
        expect(error.issues.length).toBeGreaterThan(0)
        outcomes.errors += 1
      }
    }),
    runs(1500),
  )
  expect(Math.min(outcomes.guards, outcomes.errors)).toBeGreaterThan(0)
})

/** Something of any size, made of one value. */
const SHAPES: readonly ((size: number, value: unknown) => unknown)[] = [
  (size, filler) => Array(size).fill(filler),
  (size, filler) => Object.fromEntries(Array.from({ length: size }, (_, index) => [`name${index}`, filler])),
  (size, filler) => Array(size).fill({ kid: 'a', secret: filler }),
  (size, filler) => text(filler).repeat(size),
  (size, filler) => `${text(filler)}.`.repeat(size),
  (size, filler) => [`https://${text(filler)}`.repeat(size)],
]

const text = (filler: unknown) => (typeof filler === 'string' ? filler.slice(0, 40) : 'a')

test('it takes no more time than grows with the size of an option', () => {
  const place = fc.oneof(
    fc.constant([] as const),
    fc.constantFrom(...OPTIONS).map((name) => [name] as const),
    fc
      .constantFrom(...MEMBERS)
      .chain(([name, members]) => fc.constantFrom(...members).map((member) => [name, member] as const)),
  )
  fc.assert(
    fc.property(place, fc.constantFrom(...SHAPES), value, ([name, member], shape, filler) => {
      const run = (size: number) => {
        const large = shape(size, filler)
        try {
          const given = name === undefined ? large : { [name]: member ? { [member]: large } : large }
          asapGuard(Object.assign({ domains: ['help.example.com'], secret: SECRET }, given) as never)
        } catch (error) {
          if (!(error instanceof AsapConfigError)) throw error
        }
      }
      expect(growth(run, 512)).toBeLessThan(LINEAR)
    }),
    runs(60),
  )
})
