import { expect, test } from 'vitest'
import { tokenCache } from '../../src/token/cache.js'

const verified = (token: string) => ({ token })

test('false keeps nothing', () => {
  expect(tokenCache(false)).toBeUndefined()
})

test('as many are kept as it says, and the least recently used leaves first', () => {
  const cache = tokenCache<{ token: string }>(2)
  for (const token of ['a', 'b']) cache?.set(token, verified(token))
  cache?.get('a')
  cache?.set('c', verified('c'))
  expect(['a', 'b', 'c'].map((token) => cache?.get(token)?.token)).toEqual(['a', undefined, 'c'])
})

test('two caches share nothing', () => {
  const [one, other] = [tokenCache<{ token: string }>(2), tokenCache<{ token: string }>(2)]
  one?.set('a', verified('a'))
  expect(other?.get('a')).toBeUndefined()
})
