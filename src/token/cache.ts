/**
 * Values by the whole text of a token. Of too many, the one kept longest leaves first, since it belongs to the token
 * that ends soonest: to put one back in line at every use would cost more than the look-up. A Map takes no room before
 * it is used, which counts with many tenants.
 */
class TokenCache<Value> extends Map<string, Value> {
  readonly #most: number
  // Goes on where it stopped. A new one for each value that leaves would first pass the places of all that left before.
  readonly #byAge = this.keys()

  constructor(most: number) {
    super()
    this.#most = most
  }

  override set(token: string, value: Value): this {
    if (this.size >= this.#most && !this.has(token)) this.delete(this.#byAge.next().value as string)
    return super.set(token, value)
  }
}

/**
 * A cache of `size` values at most.
 *
 * @returns `undefined` for `false`: nothing is remembered.
 */
export function tokenCache<Value>(size: number | false): TokenCache<Value> | undefined {
  return size === false ? undefined : new TokenCache(size)
}
