import type { KeyObject } from 'node:crypto'
import type { Algorithm } from './algorithms.js'

/** A key that may verify tokens, and what it may verify. */
export interface VerificationKey {
  readonly key: KeyObject
  /** Name of the key (RFC 7515 §4.1.4); `undefined` for a key without one. */
  readonly kid: string | undefined
  readonly algorithms: readonly Algorithm[]
  /** Where a configured key stands, such as `secret[1]`: tells keys without a name apart. */
  readonly place?: string
}

/** Why a key may not verify tokens, in words that hold nothing of it. */
export interface Problem {
  readonly problem: string
}

export type ReadKey = VerificationKey | Problem

/** What the header of a token says about its key. */
export interface KeyHint {
  readonly alg: Algorithm
  readonly kid: string | undefined
}

/** Where keys come from. Verification asks this alone, and knows nothing of lists, files or HTTP. */
export interface KeySource {
  /** Algorithms that a token may name; each key narrows them further. */
  readonly algorithms: readonly Algorithm[]
  /**
   * The keys to try a token with, at once where they are at hand.
   *
   * @throws {AsapGuardError} `token_key_unknown`, `token_algorithm` or `keys_unavailable`.
   */
  find(hint: KeyHint): readonly VerificationKey[] | Promise<readonly VerificationKey[]>
  /**
   * Whether a key that `find` once gave may still be relied on. Every remembered token asks this. Only a key set that
   * is too old to judge by answers with a promise.
   *
   * @throws {AsapGuardError} `keys_unavailable`.
   */
  holds(key: VerificationKey): boolean | Promise<boolean>
  /** Resolves when keys are at hand; rejects with `keys_unavailable` and the reason. */
  ready(): Promise<void>
}
