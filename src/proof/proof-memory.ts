import { askBackend } from '../ask-backend.js'
import { isPromise } from '../promise.js'
import { invalid } from './invalid.js'
import { ProofKeys } from './proof-keys.js'
import { type ReplayLimits, replayed, type UsedProof, UsedProofs, unavailable } from './used-proofs.js'

/** Whether a proof was used before; notes that it is used now, for so many seconds. */
export type IsReplay = (id: string, seconds: number) => boolean | Promise<boolean>

/** What a guard knows of proofs, for all its tenants: it outlives the configuration of each. */
export class ProofMemory {
  #keys: ProofKeys | undefined
  readonly #used: UsedProofs
  readonly #brought = new WeakMap<object, string>()

  constructor(limits?: ReplayLimits) {
    this.#used = new UsedProofs(limits)
  }

  /** Made when the first proof comes, since it takes 200 KiB. */
  get keys(): ProofKeys {
    this.#keys ??= new ProofKeys()
    return this.#keys
  }

  /**
   * Notes that a proof is used.
   *
   * @param request what brought it: passing the same guard a second time is no replay
   * @param isReplay the backend's own memory, which is used instead of this one
   * @throws {AsapGuardError} `proof_replayed`; `proof_unavailable` if it cannot be noted; `proof_invalid` if
   * its time is over: an earlier use may then be forgotten already.
   */
  note(used: UsedProof, request: object, isReplay: IsReplay | undefined): void | Promise<void> {
    if (this.#brought.get(request) === used.id) return undefined
    const now = Date.now()
    refuseLate(used, now)
    const noted = isReplay ? noteElsewhere(used, now, isReplay) : this.#used.add(used, now)
    if (isPromise(noted)) return noted.then(() => void this.#brought.set(request, used.id))
    this.#brought.set(request, used.id)
  }
}

function noteElsewhere(used: UsedProof, now: number, isReplay: IsReplay): void | Promise<void> {
  // The second in which the proof ends counts in full.
  const seconds = Math.floor((used.until - now) / 1000) + 1
  const answer = askBackend('dpop.isReplay', () => isReplay(used.id, seconds), unavailable)
  return isPromise(answer) ? answer.then(refuseReplay) : refuseReplay(answer)

  function refuseReplay(isUsed: boolean): void {
    if (isUsed) throw replayed()
    // A store that took long may have looked after it had forgotten an earlier use.
    refuseLate(used, Date.now())
  }
}

function refuseLate({ until }: UsedProof, now: number): void {
  if (now <= until) return
  throw invalid('its time was over before all checks were done: make `isRevoked` and `dpop.isReplay` faster')
}
