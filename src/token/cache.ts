import { LRUCache } from 'lru-cache'

/**
 * Verified tokens by their whole text; `undefined` where nothing is to be remembered.
 *
 * @param size how many tokens are kept, the least recently used leaving first; `false`: none.
 */
export function tokenCache<Verified extends object>(size: number | false): LRUCache<string, Verified> | undefined {
  return size === false ? undefined : new LRUCache({ max: size })
}
