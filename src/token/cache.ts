/** Values by the whole text of a token. */
export interface TokenCache<Value> {
  get(token: string): Value | undefined
  set(token: string, value: Value): void
  delete(token: string): void
}

/**
 * Keeps `size` values at most; of those, the one used longest ago leaves first. A Map, which takes no room before it is
 * used: that counts with many portals.
 *
 * @returns `undefined` for `false`: nothing is remembered.
 */
export function tokenCache<Value>(size: number | false): TokenCache<Value> | undefined {
  if (size === false) return undefined
  const values = new Map<string, Value>()
  return {
    get(token) {
      const value = values.get(token)
      // A Map keeps the order of insertion. While there is room nothing has to leave, and the order does not matter.
      if (value !== undefined && values.size >= size) {
        values.delete(token)
        values.set(token, value)
      }
      return value
    },
    set(token, value) {
      const oldest = values.size >= size && !values.has(token) ? values.keys().next().value : undefined
      if (oldest !== undefined) values.delete(oldest)
      values.set(token, value)
    },
    delete(token) {
      values.delete(token)
    },
  }
}
