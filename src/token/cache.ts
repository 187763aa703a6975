import { LRUCache } from 'lru-cache'
import type { VerifiedToken } from './verify.js'

/** Verified tokens by their whole text; `undefined` where nothing is to be remembered. */
export type TokenCache = Pick<LRUCache<string, VerifiedToken>, 'get' | 'set' | 'delete'>

/** @param size how many tokens are kept, the least recently used leaving first; `false`: none. */
export function tokenCache(size: number | false): TokenCache | undefined {
  return size === false ? undefined : new LRUCache({ max: size })
}
