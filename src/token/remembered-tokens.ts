import { BoundedMap } from '../bounded-map.js'
import { ownCopy } from '../own-copy.js'
import type { VerifiedToken } from './verified-token.js'

/**
 * The verified tokens of one guard. A token is kept when it is verified a second time: most of those that
 * come once never come again, and keeping each at once made their requests a quarter dearer
 * (docs/performance.md).
 */
export class RememberedTokens {
  /** `null` stands for a token that came once. */
  readonly #byEnd: BoundedMap<string, VerifiedToken | null>

  constructor(most: number) {
    this.#byEnd = new BoundedMap(most)
  }

  /** What was verified of this very token. */
  get(token: string): VerifiedToken | undefined {
    const known = this.#byEnd.get(endOf(token))
    return known?.token === token ? known : undefined
  }

  add(verified: VerifiedToken): void {
    const end = endOf(verified.token)
    const cameBefore = this.#byEnd.get(end) !== undefined
    this.#byEnd.set(end, cameBefore ? { ...verified, token: ownCopy(verified.token) } : null)
  }

  delete(token: string): void {
    this.#byEnd.delete(endOf(token))
  }
}

/**
 * The last twelve characters, nine bytes of the signature that no two tokens share by chance. To look up a
 * whole token, V8 would have to read all of it. V8 copies a part of up to twelve characters; a longer one
 * would keep the whole token in memory.
 */
const endOf = (token: string) => token.slice(-12)
