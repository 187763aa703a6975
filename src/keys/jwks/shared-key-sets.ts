import { LRUCache } from 'lru-cache'
import type { KeySource } from '../key-source.js'
import { jwksKeys } from './jwks-keys.js'
import type { JwksSettings } from './key-set-refresher.js'

/**
 * Gives the same key set for the same settings, so that the keys of tenants with one provider are fetched
 * once.
 */
export function sharedKeySets(max: number): (settings: JwksSettings) => KeySource {
  const known = new LRUCache<string, KeySource>({ max })
  return (settings) => {
    const { uri, insecureHttp, algorithms, maxAge, staleFor, cooldown, timeout } = settings
    const name = JSON.stringify([uri, insecureHttp, algorithms, maxAge, staleFor, cooldown, timeout])
    const keys = known.get(name) ?? jwksKeys(settings)
    known.set(name, keys)
    return keys
  }
}
