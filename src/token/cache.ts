/** Values by the whole text of a token. */
export interface TokenCache<Value> {
  get(token: string): Value | undefined
  set(token: string, value: Value): void
  delete(token: string): void
}

/**
 * Keeps `size` values at most, and of those used last at least half as many. Two generations instead of a list of uses:
 * the older one is dropped whole when the younger is full. It takes no room before it is used, which counts with many
 * portals.
 *
 * @returns `undefined` for `false`: nothing is remembered.
 */
export function tokenCache<Value>(size: number | false): TokenCache<Value> | undefined {
  if (size === false) return undefined
  const half = Math.max(1, Math.floor(size / 2))
  const keepsOld = size > 1
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()

  function set(token: string, value: Value): void {
    if (young.size >= half) {
      old = keepsOld ? young : new Map()
      young = new Map()
    }
    young.set(token, value)
  }
  return {
    get(token) {
      const value = young.get(token)
      if (value !== undefined) return value
      const older = old.get(token)
      if (older !== undefined) set(token, older)
      return older
    },
    set,
    delete(token) {
      young.delete(token)
      old.delete(token)
    },
  }
}
