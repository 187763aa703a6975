/** Values by the whole text of a token. */
export interface TokenCache<Value> {
  get(token: string): Value | undefined
  set(token: string, value: Value): void
  delete(token: string): void
}

/**
 * Keeps `size` values at most; of those, the one kept longest leaves first, since it belongs to the token that ends
 * soonest. To put one back in line at every use would cost more than the look-up. A Map takes no room before it is used:
 * that counts with many portals.
 *
 * @returns `undefined` for `false`: nothing is remembered.
 */
export function tokenCache<Value>(size: number | false): TokenCache<Value> | undefined {
  if (size === false) return undefined
  const values = new Map<string, Value>()
  // Goes on where it stopped. A new one for each value that leaves would first pass the places of all that left before.
  const byAge = values.keys()
  return {
    get: (token) => values.get(token),
    set(token, value) {
      if (values.size >= size && !values.has(token)) values.delete(byAge.next().value as string)
      values.set(token, value)
    },
    delete(token) {
      values.delete(token)
    },
  }
}
