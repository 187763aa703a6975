import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AsapGuardError } from '../../src/errors.js'
import { jwksKeys } from '../../src/keys/jwks/jwks-keys.js'
import { JwksProblem } from '../../src/keys/jwks/problem.js'
import type { JwksKey, UsableKeys } from '../../src/keys/jwks/usable-keys.js'
import type { KeySource, VerificationKey } from '../../src/keys/key-source.js'
import { ES256, holdTheClocks } from '../support/jwks-keys.js'
import { runs } from '../support/runs.js'

/** Stands in for the endpoint: the model answers each fetch when it likes. */
const endpoint = vi.hoisted(() => ({ fetch: (): Promise<unknown> => Promise.reject(new Error('no model')) }))
vi.mock('../../src/keys/jwks/load-keys.js', () => ({ loadKeys: () => endpoint.fetch() }))

holdTheClocks()

/** Two keys may have one name: a rotation that keeps the name. */
const KEYS = ['a', 'a', 'b', 'c'].map((kid): JwksKey => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    kid,
    key: publicKey,
    algorithms: ['ES256'],
    pem: publicKey.export({ format: 'pem', type: 'spki' }) as string,
  }
})
const KIDS = ['a', 'b', 'c', 'made-up']

/** A fetch that came to an end, and the PEMs that it brought. */
interface FetchedSet {
  readonly order: number
  readonly began: number
  readonly keys: readonly JwksKey[]
}

interface Fetch extends FetchedSet {
  readonly answer: (keys: UsableKeys) => void
  readonly fail: () => void
}

interface Settings {
  readonly maxAge: number
  readonly staleFor: number
  readonly cooldown: number
}

type Step =
  | { readonly find: string }
  | { readonly holds: number }
  | { readonly pass: number }
  | { readonly publish: readonly JwksKey[] }
  | { readonly isGood: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ find: fc.constantFrom(...KIDS) }) },
  { weight: 2, arbitrary: fc.record({ holds: fc.nat(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({ pass: fc.constantFrom(0.2, 1, 10, 29, 31, 59, 61, 300, 601, 1190, 1300, 3700) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      publish: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, selector: ({ kid }) => kid }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ isGood: fc.constantFrom(true, true, false) }) },
)
const settings = fc.record({
  maxAge: fc.constantFrom(60, 600),
  staleFor: fc.constantFrom(0, 3600),
  cooldown: fc.constantFrom(1, 30, 700),
})

const OUTAGE = 60

interface Asked {
  readonly order: number
  readonly set: FetchedSet | undefined
  readonly wasFetching: boolean
}

/** The contract of a key set, as a model beside it that is told the same. */
class Model {
  readonly #settings: Settings
  readonly #source: KeySource
  readonly #found = new Map<string, VerificationKey>()
  #published: readonly JwksKey[] = KEYS.slice(1)
  #fetching: Fetch | undefined
  #set: FetchedSet | undefined
  #order = 0
  #lastFetch = Number.NEGATIVE_INFINITY
  #failedAt = Number.NEGATIVE_INFINITY
  #failedIn = 0
  readonly problems: string[] = []
  waiting = 0

  constructor(settings: Settings) {
    this.#settings = settings
    endpoint.fetch = () => this.#fetch()
    const uri = 'https://id.example.com/jwks'
    this.#source = jwksKeys({ ...settings, uri, algorithms: ['ES256'], timeout: 5 })
  }

  async take(next: Step): Promise<void> {
    if ('find' in next)
      this.#ask(
        () => this.#source.find(ES256(next.find)),
        (...told) => this.#foundFor(next.find, ...told),
      )
    else if ('holds' in next) this.#askHeld(next.holds)
    else if ('pass' in next) vi.advanceTimersByTime(next.pass * 1000)
    else if ('publish' in next) this.#published = next.publish
    else this.#answer(next.isGood)
    await settled()
  }

  async end(): Promise<void> {
    this.#answer(false)
    await settled()
  }

  get #age(): number {
    return this.#set === undefined ? Number.POSITIVE_INFINITY : seconds() - this.#set.began
  }

  get #isUsable(): boolean {
    return this.#age < this.#settings.maxAge + this.#settings.staleFor
  }

  #fetch(): Promise<UsableKeys> {
    const { maxAge, cooldown } = this.#settings
    if (this.#fetching) this.#problem('two fetches at once')
    if (this.#age < maxAge && seconds() - this.#lastFetch < cooldown)
      this.#problem('a fetch within the cooldown')
    this.#lastFetch = seconds()
    return new Promise((resolve, reject) => {
      this.#fetching = {
        order: ++this.#order,
        began: seconds(),
        // Copies, as each fetch makes them.
        keys: this.#published.map((key) => ({ ...key })),
        answer: resolve,
        fail: () => reject(new JwksProblem('is down')),
      }
    })
  }

  #answer(isGood: boolean): void {
    const fetch = this.#fetching
    if (fetch === undefined) return
    this.#fetching = undefined
    if (isGood) {
      this.#set = fetch
      this.#failedAt = Number.NEGATIVE_INFINITY
      fetch.answer({ keys: fetch.keys, skipped: [] })
    } else {
      this.#failedAt = seconds()
      this.#failedIn = ++this.#order
      fetch.fail()
    }
  }

  /** Asks, and has the answer checked, or the refusal, whenever it comes. */
  #ask<Answer>(question: () => Answer | Promise<Answer>, check: Check<Answer>): void {
    const asked = { order: ++this.#order, set: this.#set, wasFetching: this.#fetching !== undefined }
    try {
      const answer = question()
      if (!(answer instanceof Promise)) {
        check(asked, answer, undefined, false)
        return
      }
      this.waiting += 1
      answer
        .then(
          (later) => check(asked, later, undefined, true),
          (error) => check(asked, undefined, error, true),
        )
        .finally(() => {
          this.waiting -= 1
        })
    } catch (error) {
      check(asked, undefined, error, false)
    }
  }

  #foundFor(
    kid: string,
    asked: Asked,
    found: readonly VerificationKey[] | undefined,
    error: unknown,
    waited: boolean,
  ): void {
    const listed = this.#set?.keys.find((key) => key.kid === kid)
    if (error !== undefined) {
      this.#refused(asked, error, waited, listed !== undefined)
      return
    }
    const [key, ...others] = found as readonly JwksKey[]
    if (others.length > 0 || key?.kid !== kid || key.pem !== listed?.pem)
      this.#problem('a key that is not in the newest set')
    else this.#found.set(key.pem, key)
    this.#served(asked, waited)
  }

  #askHeld(index: number): void {
    const { pem } = KEYS[index] as JwksKey
    const key = this.#found.get(pem)
    if (key === undefined) return
    this.#ask(
      () => this.#source.holds(key),
      (asked, isHeld, error, waited) => {
        const isListed = this.#set?.keys.some((listed) => listed.pem === pem) ?? false
        if (error !== undefined) this.#refused(asked, error, waited, true)
        else if (isHeld && !isListed) this.#problem('a key is held that has left the set')
        else if (isHeld) this.#served(asked, waited)
        else if (isListed && this.#isUsable && this.#set === asked.set) this.#mayForget(key)
      },
    )
  }

  /** A key that left the set and came back is another object, which tokens are verified with anew. */
  #mayForget(key: VerificationKey): void {
    if (this.#source.atHand().includes(key)) this.#problem('a key is not held that is in the set')
  }

  /** A key was served from the newest set: is that young enough? */
  #served(asked: Asked, waited: boolean): void {
    const age = this.#age
    const isNew = this.#set !== asked.set
    if (waited && isNew) return
    if (!this.#isUsable) this.#problem(`served ${age} s after its fetch, past staleFor`)
    if (waited && this.#failedIn < asked.order)
      this.#problem('waited, and was served from the old set without a failure')
    if (!waited && age >= 2 * this.#settings.maxAge && seconds() - this.#failedAt >= OUTAGE)
      this.#problem(`served ${age} s after its fetch, without waiting for another`)
  }

  #refused(asked: Asked, error: unknown, waited: boolean, isListed: boolean): void {
    if (!(error instanceof AsapGuardError)) throw error
    const isOfNewSet = waited && this.#set !== asked.set
    if (isListed && (this.#isUsable || isOfNewSet))
      this.#problem(`${error.code}, though the key is in a set that serves`)
    if (error.code === 'token_key_unknown') {
      if (!this.#isUsable && !isOfNewSet) this.#problem('a key is unknown without a set that serves')
      if (waited && !isOfNewSet) this.#problem('a key is unknown, but the fetch for it failed')
      if (!waited && asked.wasFetching)
        this.#problem('a key is unknown while a fetch is under way that may bring it')
      if (!waited && seconds() - this.#lastFetch >= this.#settings.cooldown)
        this.#problem('a key is unknown without a fetch')
    } else if (error.code === 'keys_unavailable') {
      const isReason = waited ? this.#failedIn > asked.order : seconds() - this.#failedAt < OUTAGE
      if (!isReason) this.#problem('keys are unavailable without a failure')
    } else {
      this.#problem(`refused with ${error.code}`)
    }
  }

  #problem(problem: string): void {
    this.problems.push(problem)
  }
}

type Check<Answer> = (asked: Asked, answer: Answer | undefined, error: unknown, waited: boolean) => void

const seconds = () => performance.now() / 1000

/** Lets all promises settle that can. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

// Pauses after a failure are random in part: without that, a history that failed fails again.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('no key serves that the contract does not let serve, and each one that it does', async () => {
  const history = fc.array(step, { minLength: 5, maxLength: 50, size: 'max' })
  await fc.assert(
    fc.asyncProperty(settings, history, async (bounds, steps) => {
      const model = new Model(bounds)
      for (const next of steps) await model.take(next)
      await model.end()
      expect(model.problems).toEqual([])
      expect(model.waiting).toBe(0)
    }),
    runs(700),
  )
})
