import { LRUCache } from 'lru-cache'
import type { KeySource } from '../key-source.js'
import { jwksKeys } from './jwks-keys.js'
import type { JwksSettings } from './key-set-refresher.js'

/** Makes key sets, and gives the same one for the same settings: tenants of one provider fetch its keys once. */
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
