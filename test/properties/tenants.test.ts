import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AsapGuardError } from '../../src/errors.js'
import { type Tenants, tenants } from '../../src/tenants/tenants.js'
import { runs } from '../support/runs.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets all promises settle that can. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

interface Limits {
  readonly maxTenants: number
  readonly maxAge: number
  readonly staleFor: number
}

/** What a tenant is configured with: whose it is, and when its load began, in order and in seconds. */
interface Configuration {
  readonly tenant: string
  readonly order: number
  readonly began: number
}

interface Load extends Configuration {
  /** Dropped by `reload`: nobody may be given it who asks from then on. */
  isDropped: boolean
  readonly answer: (configuration: Configuration | undefined) => void
  readonly fail: () => void
}

/** What is known of a tenant. */
interface Known {
  /** The last good configuration that is kept. */
  kept: Configuration | undefined
  /** What was loaded before must not be served: it was dropped or replaced, or there was no such tenant. */
  oldest: number
  /** When, in seconds, and in which order a load failed, or found no such tenant. */
  failedAt: number
  failedIn: number
}

const RETRY_AFTER = 1
const NO_WAIT_AFTER = 60
const LOAD_TIMEOUT = 10
const TENANTS = ['a', 'b', 'c'] as const

type Step =
  | { readonly find: string }
  | { readonly pass: number }
  | { readonly answer: number; readonly how: 'configuration' | 'unknown' | 'failure' }
  | { readonly reload: string | undefined }

const tenant = fc.constantFrom(...TENANTS)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ find: tenant }) },
  {
    weight: 3,
    arbitrary: fc.record({ pass: fc.constantFrom(0.5, 1, 4, 9, 11, 30, 59, 61, 119, 130, 590, 700) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      answer: fc.nat(5),
      how: fc.constantFrom(
        'configuration' as const,
        'configuration' as const,
        'unknown' as const,
        'failure' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ reload: fc.option(tenant, { nil: undefined }) }) },
)
const limits = fc.record({
  maxTenants: fc.constantFrom(1, 2, 10),
  maxAge: fc.constantFrom(0, 10, 60),
  staleFor: fc.constantFrom(0, 600),
})

/** The contract of `tenants`, as a model beside it that is told the same. */
class Model {
  readonly #limits: Limits
  readonly #tenants: Tenants<Configuration>
  readonly #known = new Map<string, Known>()
  #loads: Load[] = []
  #order = 0
  readonly problems: string[] = []
  waiting = 0

  constructor(limits: Limits) {
    this.#limits = limits
    this.#tenants = tenants<Configuration>({
      ...limits,
      load: (name) => this.#load(name),
      onFailure: () => {},
    })
  }

  async take(next: Step): Promise<void> {
    if ('find' in next) this.#find(next.find)
    else if ('pass' in next) this.#pass(next.pass)
    else if ('answer' in next) this.#answer(next.answer, next.how)
    else this.#reload(next.reload)
    await settled()
  }

  async end(): Promise<void> {
    while (this.#loads.length > 0) this.#answer(0, 'failure')
    await settled()
  }

  #knownOf(name: string): Known {
    const never = Number.NEGATIVE_INFINITY
    const known = this.#known.get(name) ?? { kept: undefined, oldest: 0, failedAt: never, failedIn: 0 }
    this.#known.set(name, known)
    return known
  }

  #load(name: string): Promise<Configuration> {
    if (this.#loads.some(({ tenant, isDropped }) => tenant === name && !isDropped))
      this.#problem(`${name} is loaded twice`)
    return new Promise((resolve, reject) => {
      this.#loads.push({
        tenant: name,
        order: ++this.#order,
        began: seconds(),
        isDropped: false,
        answer: (configuration) => resolve(configuration as Configuration),
        fail: () => reject(new Error('down')),
      })
    })
  }

  #pass(passing: number): void {
    vi.advanceTimersByTime(passing * 1000)
    const late = this.#loads.filter(({ began }) => seconds() - began >= LOAD_TIMEOUT)
    this.#loads = this.#loads.filter((load) => !late.includes(load))
    for (const load of late) this.#noteFailure(load)
  }

  #answer(which: number, how: 'configuration' | 'unknown' | 'failure'): void {
    const [load] = this.#loads.splice(which % Math.max(this.#loads.length, 1), 1)
    if (load === undefined) return
    const { tenant: name, order, began, isDropped } = load
    if (how === 'failure') {
      this.#noteFailure(load)
      load.fail()
      return
    }
    const known = this.#knownOf(name)
    if (!isDropped) {
      known.oldest = Math.max(known.oldest, order)
      if (how === 'unknown') Object.assign(known, { kept: undefined, failedAt: seconds() })
      else Object.assign(known, { kept: load, failedAt: Number.NEGATIVE_INFINITY })
    }
    if (how === 'unknown') known.failedIn = ++this.#order
    load.answer(how === 'unknown' ? undefined : { tenant: name, order, began })
  }

  #noteFailure({ tenant: name, isDropped }: Load): void {
    const known = this.#knownOf(name)
    known.failedIn = ++this.#order
    if (!isDropped) known.failedAt = seconds()
  }

  #reload(name: string | undefined): void {
    for (const one of name === undefined ? TENANTS : [name]) {
      const known = this.#knownOf(one)
      Object.assign(known, { kept: undefined, oldest: ++this.#order, failedAt: Number.NEGATIVE_INFINITY })
      for (const load of this.#loads) if (load.tenant === one) load.isDropped = true
    }
    this.#tenants.reload(name)
  }

  #find(name: string): void {
    const { kept, oldest } = this.#knownOf(name)
    const asked = { name, kept, oldest, order: ++this.#order, at: seconds() }
    try {
      const found = this.#tenants.find(name)
      if (found instanceof Promise) {
        this.waiting += 1
        found
          .then(
            (configuration) => this.#served(asked, configuration, true),
            (error) => this.#refused(asked, error, true),
          )
          .finally(() => {
            this.waiting -= 1
          })
      } else {
        this.#served(asked, found, false)
      }
    } catch (error) {
      this.#refused(asked, error, false)
    }
  }

  #served(asked: Asked, { tenant: whose, order, began }: Configuration, waited: boolean): void {
    const { maxAge, staleFor } = this.#limits
    const { kept, failedAt, failedIn } = this.#knownOf(asked.name)
    const age = seconds() - began
    const isNew = order > asked.order || asked.kept?.order !== order
    if (whose !== asked.name) this.#problem(`${asked.name} is served what belongs to ${whose}`)
    if (order < asked.oldest) this.#problem('what was dropped or replaced before is served')
    if (waited ? isNew : age < maxAge) return
    if (age >= maxAge + staleFor) this.#problem(`served ${age} s after its load, past staleFor`)
    if (kept?.order !== order) this.#problem('what was dropped meanwhile is served')
    if (waited && failedIn < asked.order)
      this.#problem('waited, and was served what was there without a failure')
    if (!waited && age >= 2 * maxAge && seconds() - failedAt >= NO_WAIT_AFTER)
      this.#problem(`served ${age} s after its load, without waiting for another`)
  }

  #refused(asked: Asked, error: unknown, waited: boolean): void {
    const { maxTenants, maxAge, staleFor } = this.#limits
    const { kept, failedAt, failedIn } = this.#knownOf(asked.name)
    if (!(error instanceof AsapGuardError)) throw error
    if (!/^tenant_(?:unknown|unavailable)$/.test(error.code)) this.#problem(`refused with ${error.code}`)
    const isReason = waited ? failedIn > asked.order : seconds() - failedAt < RETRY_AFTER
    if (!isReason) this.#problem('refused without a failure')
    const isUsable = asked.kept && kept === asked.kept && seconds() - kept.began < maxAge + staleFor
    if (maxTenants > TENANTS.length && isUsable)
      this.#problem('refused, though there is a configuration that serves')
  }

  #problem(problem: string): void {
    this.problems.push(problem)
  }
}

interface Asked {
  readonly name: string
  readonly kept: Configuration | undefined
  readonly oldest: number
  readonly order: number
  readonly at: number
}

const seconds = () => performance.now() / 1000

test('no tenant is ever served what is of another one, or older than the contract allows', async () => {
  const history = fc.array(step, { minLength: 5, maxLength: 50, size: 'max' })
  await fc.assert(
    fc.asyncProperty(limits, history, async (bounds, steps) => {
      const model = new Model(bounds)
      for (const next of steps) await model.take(next)
      await model.end()
      expect(model.problems).toEqual([])
      expect(model.waiting).toBe(0)
    }),
    runs(700),
  )
})
