import type { KeyObject } from 'node:crypto'
import type { Algorithm } from './algorithms.js'

/** A key that may verify tokens, with the algorithms that it may be used with. */
export interface VerificationKey {
  readonly key: KeyObject
  /** Name of the key (RFC 7515 §4.1.4); `undefined` for a key without one. */
  readonly kid: string | undefined
  readonly algorithms: readonly Algorithm[]
  /** The place of a configured key, such as `secret[1]`. It tells keys without a name apart. */
  readonly place?: string
}

/** Why a key may not verify tokens, in words that hold nothing of it. */
export interface KeyProblem {
  readonly problem: string
}

export type ReadKey = VerificationKey | KeyProblem

/** What the header of a token says about its key. */
export interface KeyHint {
  readonly alg: Algorithm
  readonly kid: string | undefined
}

/**
 * Where keys come from. Verification uses this interface alone, and knows nothing of lists, files or HTTP.
 */
export interface KeySource {
  /** Algorithms that a token may name. Each key allows some of them. */
  readonly algorithms: readonly Algorithm[]
  /**
   * The keys to try a token with. The answer is a promise only if a fetch has to be waited for.
   *
   * @throws {AsapGuardError} `token_key_unknown`, `token_algorithm` or `keys_unavailable`.
   */
  find(hint: KeyHint): readonly VerificationKey[] | Promise<readonly VerificationKey[]>
  /**
   * Whether a key that `find` gave earlier is still in use. This is asked for every remembered token. The
   * answer is a promise only if the key set is so old that its refresh has to be waited for.
   *
   * @throws {AsapGuardError} `keys_unavailable`.
   */
  holds(key: VerificationKey): boolean | Promise<boolean>
  /** All keys that are at hand, to tell people which one made a signature. Nothing is fetched for it. */
  atHand(): readonly VerificationKey[]
  /** Resolves when there are keys. Rejects with `keys_unavailable` and the reason. */
  ready(): Promise<void>
}
