import { AsapGuardError } from '../errors.js'

/** A proof that was used. */
export interface UsedProof {
  /** The tenant that it was used at; `undefined` for the guard of one tenant. */
  readonly tenant: string | undefined
  /** Thumbprint of its key. */
  readonly key: string
  /** Names the proof among those of all keys, the same in every process. */
  readonly id: string
  /** The last moment at which it can be used, in milliseconds since 1970. */
  readonly until: number
}

/** How many used proofs are remembered at a time. */
export interface ReplayLimits {
  readonly ofKey: number
  readonly ofTenant: number
  readonly ofAll: number
}

const LIMITS: ReplayLimits = { ofKey: 1000, ofTenant: 100_000, ofAll: 1_000_000 }

/**
 * How many proofs that have ended are forgotten at a time: a request must not wait for a hundred thousand.
 */
const AT_A_TIME = 8

/** How many proofs are remembered that were used at one tenant. */
interface TenantCount {
  readonly tenant: string | undefined
  size: number
  readonly ofKey: Map<string, number>
}

interface Entry {
  readonly count: TenantCount
  readonly key: string
  readonly id: string
  /** The first second in which the proof can no longer be used. */
  readonly end: number
}

/**
 * The proofs that were used and could be used again. Each is remembered until its time is over: what does not
 * fit is refused, and pushes no other out.
 */
export class UsedProofs {
  readonly #limits: ReplayLimits
  /** By id. A proof that was used at one tenant is used for all: two of them may have one address. */
  readonly #entries = new Map<string, Entry>()
  readonly #tenants = new Map<string | undefined, TenantCount>()
  /** By the second in which they end, so that nobody has to look for those that have ended. */
  readonly #lasting = new Map<number, Entry[]>()
  /** Those that have ended, and are to be forgotten. */
  readonly #ended: Entry[][] = []
  #lastLook = 0
  /** The latest end of those that have ended. */
  #latestEnd = 0

  constructor(limits: ReplayLimits = LIMITS) {
    this.#limits = limits
  }

  /**
   * @param now milliseconds since 1970
   * @throws {AsapGuardError} `proof_replayed` if the proof was used before, `proof_unavailable` if there is
   * no room for it.
   */
  add({ tenant, key, id, until }: UsedProof, now: number): void {
    const second = Math.floor(now / 1000)
    this.#lookForEnds(second)
    this.#forgetSome()
    this.#refuseReplay(this.#entries.get(id), second)
    const count = this.#tenants.get(tenant) ?? { tenant, size: 0, ofKey: new Map() }
    const end = Math.floor(until / 1000) + 1
    // After the clock was set back, a proof that was forgotten could be used again.
    if (end <= this.#latestEnd)
      throw unavailable('used proofs of this time are forgotten: was the clock of this server set back?')
    this.#makeRoom(count, key)
    this.#remember({ count, key, id, end })
  }

  #refuseReplay(earlier: Entry | undefined, second: number): void {
    if (earlier === undefined) return
    if (earlier.end > second) throw replayed()
    this.#forget(earlier)
  }

  /** Forgets as many as it takes, which may be all that have ended. */
  #makeRoom(count: TenantCount, key: string): void {
    let problem = this.#lackOfRoom(count, key)
    while (problem && this.#forgetSome()) problem = this.#lackOfRoom(count, key)
    if (problem) throw unavailable(problem)
  }

  #lackOfRoom({ size, ofKey }: TenantCount, key: string): string | undefined {
    const most = this.#limits
    if ((ofKey.get(key) ?? 0) >= most.ofKey) return full(`${most.ofKey} used proofs of this key`)
    if (size >= most.ofTenant) return full(`${most.ofTenant} used proofs of this tenant`)
    if (this.#entries.size >= most.ofAll) return full(`${most.ofAll} used proofs of all tenants`)
    return undefined
  }

  #remember(entry: Entry): void {
    const { count, key, id, end } = entry
    this.#entries.set(id, entry)
    this.#tenants.set(count.tenant, count)
    count.size += 1
    count.ofKey.set(key, (count.ofKey.get(key) ?? 0) + 1)
    const together = this.#lasting.get(end)
    if (together) together.push(entry)
    else this.#lasting.set(end, [entry])
  }

  /** Looks once a second. There are as many ends at most as a proof lives seconds. */
  #lookForEnds(second: number): void {
    // Stryker disable next-line ConditionalExpression: a second look within a second finds nothing.
    if (second === this.#lastLook) return
    this.#lastLook = second
    for (const [end, together] of this.#lasting) {
      if (end > second) continue
      this.#lasting.delete(end)
      this.#ended.push(together)
      this.#latestEnd = Math.max(this.#latestEnd, end)
    }
  }

  /** @returns whether there were any to forget */
  #forgetSome(): boolean {
    const together = this.#ended.at(-1)
    if (together === undefined) return false
    for (const entry of together.splice(-AT_A_TIME)) this.#forget(entry)
    if (together.length === 0) this.#ended.pop()
    return true
  }

  #forget(entry: Entry): void {
    const { count, key, id } = entry
    // It may be forgotten already, and its id used anew.
    if (this.#entries.get(id) !== entry) return
    this.#entries.delete(id)
    count.size -= 1
    if (count.size === 0) this.#tenants.delete(count.tenant)
    const left = (count.ofKey.get(key) as number) - 1
    if (left > 0) count.ofKey.set(key, left)
    else count.ofKey.delete(key)
  }
}

export const replayed = () =>
  new AsapGuardError(
    'proof_replayed',
    'a proof with this jti was used before: make a new proof for each request',
  )

export const unavailable = (detail: string, cause?: unknown) =>
  new AsapGuardError('proof_unavailable', detail, { cause })

const full = (proofs: string) =>
  `${proofs} are remembered, which is the most: keep them in a store of your own (\`dpop.isReplay\`)`
