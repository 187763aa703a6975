import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AsapGuardError } from '../../src/errors.js'
import { createKeySet } from '../../src/keys/jwks/key-set.js'
import type { JwksKey } from '../../src/keys/jwks/usable-keys.js'
import type { KeySource, VerificationKey } from '../../src/keys/key-source.js'
import { readOptions } from '../../src/options/read-options.js'
import { tokenVerifier, type VerifyToken } from '../../src/token/verify.js'
import { jws } from '../support/jws.js'
import { runs } from '../support/runs.js'

const START = 1_800_000_000

/**
 * The second has the name of the first: a rotation that keeps the name. They are secrets, since those verify
 * fast; how a key verifies is nothing to the memory.
 */
const KEYS = ['a', 'a', 'b'].map((kid, index): JwksKey => {
  const key = createSecretKey(`the secret number ${index}, of more than thirty-two bytes`, 'utf8')
  return { kid, key, algorithms: ['HS256'], pem: `PEM ${index}` }
})

const CLAIMS: readonly object[] = [
  { exp: START + 60 },
  { exp: START + 300, sub: 'other' },
  { exp: START + 300, nbf: START + 30 },
  { exp: START + 300, iat: START + 90 },
  { exp: START + 900 },
  { not_after: (START + 120) * 1000 },
  { exp: START + 300, site: 'no domain' },
  { exp: START + 300, aud: 'nobody' },
  { exp: START + 300, sub: 1 },
]

interface Token {
  readonly text: string
  readonly hasKid: boolean
}

const GOOD: readonly Token[] = KEYS.flatMap(({ kid, key }) =>
  CLAIMS.map((claims, index) => {
    const hasKid = index !== 1
    const header = { alg: 'HS256', ...(hasKid && { kid }) }
    const payload = { sub: 'user-1', aud: 'help-desk', site: 'help.example.com', ...claims }
    return { text: jws('HS256', key, header, payload), hasKid }
  }),
)

/** The part between the dots from one token, the signature from another: both end alike. */
function spoilt([header = '', payload = '', signature = '']: string[], [, other = '']: string[]): string[] {
  return [
    `${header}.${other}.${signature}`,
    `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    `${header}.${payload}.${signature}A`,
    `${payload}.${payload}.${signature}`,
    signature,
  ]
}

/** A token that may be good, and texts that are like it. */
const FAMILIES = GOOD.map((token, index): readonly Token[] => {
  const other = GOOD[(index + 1) % GOOD.length] as Token
  const wrong = spoilt(token.text.split('.'), other.text.split('.')).map((text) => ({ text, hasKid: true }))
  return [token, token, token, ...wrong]
})

type Step = { readonly present: Token } | { readonly publish: readonly JwksKey[] } | { readonly pass: number }

/** Few tokens, so that one comes again and again. */
const history = fc
  .uniqueArray(fc.constantFrom(...FAMILIES), { minLength: 1, maxLength: 2 })
  .chain((families) =>
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.record({ present: fc.constantFrom(...families.flat()) }) },
        {
          weight: 1,
          arbitrary: fc.record({
            publish: fc.uniqueArray(fc.constantFrom(...KEYS), { selector: ({ kid }) => kid }),
          }),
        },
        { weight: 2, arbitrary: fc.record({ pass: fc.constantFrom(-40, 1, 5, 29, 31, 60) }) },
      ) as fc.Arbitrary<Step>,
      { minLength: 5, maxLength: 30, size: 'max' },
    ),
  )

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Keys that change, and that have to be waited for where `isLate`. */
function changingKeys(isLate: boolean) {
  let set = createKeySet(KEYS.slice(1))
  const given = <Answer>(answer: Answer) => (isLate ? Promise.resolve(answer) : answer)
  const source: KeySource = {
    algorithms: ['HS256'],
    find: (hint) => given(set.find(hint)),
    holds: (key) => given(set.has(key)),
    atHand: () => set.keys,
    ready: async () => {},
  }
  return {
    source,
    get isAlone() {
      return set.keys.length === 1
    },
    has: (key: VerificationKey) => set.has(key),
    publish(keys: readonly JwksKey[]) {
      set = createKeySet(
        keys.map((key) => ({ ...key })),
        set,
      )
    },
  }
}

const SETTINGS = readOptions({
  domains: ['help.example.com'],
  secret: 'only-the-two-of-us-know-this-long-text',
  audience: 'help-desk',
  domainClaim: 'site',
})

/** All that a request may learn, or why it is refused. */
async function verdict(verify: VerifyToken, text: string): Promise<object> {
  try {
    return { ...(await verify(text)) }
  } catch (error) {
    if (!(error instanceof AsapGuardError)) throw error
    return { code: error.code, detail: error.detail }
  }
}

test('a guard that remembers tokens decides as one that does not', async () => {
  let allowed = 0
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.constantFrom(1, 2, 1000),
      fc.boolean(),
      async (steps, tokenCache, isLate) => {
        vi.setSystemTime(START * 1000)
        const keys = changingKeys(isLate)
        const remembering = tokenVerifier({ ...SETTINGS, keys: keys.source, tokenCache })
        const forgetful = tokenVerifier({ ...SETTINGS, keys: keys.source, tokenCache: false })
        for (const step of steps) {
          if ('publish' in step) keys.publish(step.publish)
          else if ('pass' in step) vi.setSystemTime(Date.now() + step.pass * 1000)
          else {
            const { text, hasKid } = step.present
            const [remembered, fresh] = [await verdict(remembering, text), await verdict(forgetful, text)]
            if ('key' in remembered) allowed += 1
            // A token without kid is remembered until its key leaves the set, though a second one has come.
            if (hasKid || keys.isAlone || 'key' in fresh) expect(remembered).toEqual(fresh)
            else if ('key' in remembered) expect(keys.has(remembered.key as VerificationKey)).toBe(true)
          }
        }
      },
    ),
    runs(800),
  )
  expect(allowed).toBeGreaterThan(0)
})
