import { expect, test } from 'vitest'
import { tokenCache } from '../../src/token/cache.js'

const verified = (token: string) => ({ token })

test('false keeps nothing', () => {
  expect(tokenCache(false)).toBeUndefined()
})

test('as many are kept as it says, and the one kept longest leaves first, used or not', () => {
  const cache = tokenCache<{ token: string }>(2)
  for (const token of ['a', 'b']) cache?.set(token, verified(token))
  cache?.get('a')
  cache?.set('c', verified('c'))
  expect(['a', 'b', 'c'].map((token) => cache?.get(token)?.token)).toEqual([undefined, 'b', 'c'])
})

test('a token that was dropped is not taken for the one that has to leave', () => {
  const cache = tokenCache<string>(2)
  for (const token of ['a', 'b', 'c']) cache?.set(token, token)
  for (const token of ['b', 'c']) cache?.delete(token)
  for (const token of ['d', 'b', 'e']) cache?.set(token, token)
  expect(['b', 'c', 'd', 'e'].map((token) => cache?.get(token))).toEqual(['b', undefined, undefined, 'e'])
})

test.each([1, 2, 3, 10])('never more than %i are kept, and those are the latest', (size) => {
  const tokens = Array.from({ length: 3 * size + 1 }, (_, index) => `token ${index}`)
  const kept = tokens.filter((token) => {
    // Each is looked for in a cache of its own, so that no look-up changes what another finds.
    const cache = tokenCache<string>(size)
    for (const other of tokens) cache?.set(other, other)
    return cache?.get(token) !== undefined
  })
  expect(kept).toEqual(tokens.slice(-size))
})

test('setting a token again takes no room of another', () => {
  const cache = tokenCache<string>(2)
  for (const token of ['a', 'b', 'b', 'b']) cache?.set(token, token)
  expect(['a', 'b'].map((token) => cache?.get(token))).toEqual(['a', 'b'])
})

test('a token that was dropped is forgotten, whatever its age', () => {
  const cache = tokenCache<string>(4)
  for (const token of ['a', 'b', 'c']) cache?.set(token, token)
  for (const token of ['a', 'c']) cache?.delete(token)
  expect(['a', 'b', 'c'].map((token) => cache?.get(token))).toEqual([undefined, 'b', undefined])
})

test('two caches share nothing', () => {
  const [one, other] = [tokenCache<{ token: string }>(2), tokenCache<{ token: string }>(2)]
  one?.set('a', verified('a'))
  expect(other?.get('a')).toBeUndefined()
})
