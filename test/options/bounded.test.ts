import { asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { growth, LINEAR } from '../support/growth.js'
import { configError } from '../support/refusal.js'
import { DOMAINS, GOOD } from './rows.js'

/** A list of twice the same list, that many deep. */
function doubled(deep: number): unknown[] {
  let list: unknown[] = ['x']
  for (let level = 0; level < deep; level += 1) list = [list, list]
  return list
}

/** A list within a list, that many deep. */
function nested(deep: number): unknown[] {
  let list: unknown[] = []
  for (let level = 0; level < deep; level += 1) list = [list]
  return list
}

const named = (count: number, value: unknown = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`name${index}`, value]))

const wrong = (options: object) => configError(() => asapGuard({ ...GOOD, ...options } as typeof GOOD))

/** Options that are too large, by their size. */
const LARGE: Readonly<Record<string, (size: number) => object>> = {
  'a list of algorithms': (size) => ({ algorithms: new Array(size) }),
  'a list of issuers': (size) => ({ issuer: new Array(size) }),
  'a list of secrets': (size) => ({ secret: new Array(size) }),
  'a list of public keys': (size) => ({ secret: undefined, publicKey: new Array(size).fill('PEM') }),
  'a list of domains': (size) => ({ domains: new Array(size) }),
  'a list of methods': (size) => ({ cors: { methods: new Array(size) } }),
  'a list of headers': (size) => ({ cors: { allowedHeaders: new Array(size).fill('') } }),
  'a list of origins of apps': (size) => ({ apps: { claim: 'a', equals: 'b', origins: new Array(size) } }),
  'a member of a key': (size) => ({
    secret: undefined,
    publicKey: { kty: 'RSA', key_ops: new Array(size).fill('sign') },
  }),
  'unknown options': (size) => named(size),
  'unknown options within one': (size) => ({ cors: named(size) }),
  'a long name': (size) => ({ [`domains${'s'.repeat(size)}`]: 1 }),
  'a long text in a list': (size) => ({
    algorithms: ['x'.repeat(size)],
    cors: { methods: [' '.repeat(size)] },
  }),
  'a long text': (size) => ({ issuer: `${'x'.repeat(size)},y`, selfOrigin: 'https://x'.repeat(size) }),
  'a long text whose right spelling is known': (size) => ({
    dpop: { url: 'x'.repeat(size) },
    cors: { methods: ['x'.repeat(size)] },
  }),
  'a long address': (size) => ({
    secret: undefined,
    jwksUri: `http://example.com/${'x'.repeat(size)}`,
    issuer: null,
    audience: null,
  }),
}

describe.each(Object.entries(LARGE))('%s', (_name, options) => {
  test('is refused in time that grows with its size at most', () => {
    expect(growth((size) => void wrong(options(size)), 4096)).toBeLessThan(LINEAR)
  })

  test('is refused in few words', () => {
    const { message } = wrong(options(100_000))
    expect(message.length).toBeLessThan(4000)
  })
})

describe('lists that are larger than they look', () => {
  test.each([16, 20, 1000])('twice the same list, %i deep, is refused in few words', (deep) => {
    for (const options of [
      { cors: { methods: doubled(deep) } },
      { cors: doubled(deep) },
      { issuer: doubled(deep) },
      { algorithms: doubled(deep) },
      { secret: doubled(deep) },
      { apps: { claim: 'a', equals: 'b', origins: doubled(deep) } },
    ]) {
      expect(wrong(options).message.length).toBeLessThan(4000)
    }
  })

  test('lists within lists, as deep as memory allows', () => {
    for (const options of [
      { cors: { methods: nested(100_000) } },
      { publicKey: nested(100_000), secret: undefined },
    ])
      expect(wrong(options).message.length).toBeLessThan(4000)
  })

  test('an object that holds itself', () => {
    const circle: Record<string, unknown> = {}
    circle.circle = circle
    expect(wrong({ cors: circle }).issues).toEqual([
      { path: ['cors', 'circle'], message: 'is not an option' },
    ])
  })
})

test.each([
  [200, true],
  [201, false],
])('a right spelling of %i letters is suggested: %s', (length, isSuggested) => {
  const [issue] = wrong({ dpop: { url: `desk.example.com/${'x'.repeat(length - 25)}` } }).issues
  expect(issue?.suggestion?.length).toBe(isSuggested ? length : undefined)
})

test.each([
  ['algorithms', { algorithms: Array(101).fill('HS256') }],
  ['algorithms', { algorithms: Array(101).fill('none of them') }],
  ['secret', { secret: Array(101).fill(GOOD.secret) }],
  ['issuer', { issuer: Array(101).fill('a') }],
  ['audience', { audience: Array(101).fill('a') }],
])('how many entries %s may have is said', (name, options) => {
  expect(wrong(options).issues).toEqual([{ path: [name], message: 'must list at most 100' }])
})

test('a hundred values are accepted', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => `x-${index}`)
  const cors = { allowedHeaders: hundred, exposedHeaders: hundred }
  expect(() => asapGuard({ ...GOOD, issuer: hundred, audience: hundred, cors })).not.toThrow()
  expect(() => asapGuard({ ...DOMAINS, secret: hundred.map((end) => `${GOOD.secret}${end}`) })).not.toThrow()
})
