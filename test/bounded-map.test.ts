import { expect, test } from 'vitest'
import { BoundedMap } from '../src/bounded-map.js'
import { growth, LINEAR } from './support/growth.js'
import { heldMemory } from './support/heap.js'

/** A map that was given these keys, in this order; each is its own value. */
function mapOf(most: number, ...keys: string[]): BoundedMap<string, string> {
  const map = new BoundedMap<string, string>(most)
  for (const key of keys) map.set(key, key)
  return map
}

const kept = (map: BoundedMap<string, string>, ...keys: string[]) =>
  keys.filter((key) => map.get(key) === key)

test('nothing is in it before it is used', () => {
  const map = mapOf(2)
  map.delete('a')
  expect(map.get('a')).toBeUndefined()
})

test('as many are kept as it says, and the one added first leaves first, used or not', () => {
  const map = mapOf(2, 'a', 'b')
  map.get('a')
  map.set('c', 'c')
  expect(kept(map, 'a', 'b', 'c')).toEqual(['b', 'c'])
})

test('an entry that was dropped is not taken for the one that has to leave', () => {
  const map = mapOf(2, 'a', 'b', 'c')
  for (const key of ['b', 'c']) map.delete(key)
  for (const key of ['d', 'b', 'e']) map.set(key, key)
  expect(kept(map, 'b', 'c', 'd', 'e')).toEqual(['b', 'e'])
})

test('entries come and go when all were dropped', () => {
  const map = mapOf(2, 'a', 'b', 'c')
  for (const key of ['b', 'c']) map.delete(key)
  for (const key of ['d', 'e', 'f', 'g']) map.set(key, key)
  expect(kept(map, 'd', 'e', 'f', 'g')).toEqual(['f', 'g'])
})

test.each([1, 2, 3, 10])('never more than %i are kept, and those are the latest', (most) => {
  const keys = Array.from({ length: 3 * most + 1 }, (_, index) => `key ${index}`)
  expect(kept(mapOf(most, ...keys), ...keys)).toEqual(keys.slice(-most))
})

test('setting an entry again changes its value, and takes no room of another', () => {
  const map = mapOf(2, 'a', 'b', 'b', 'b')
  map.set('a', 'new')
  expect(map.get('a')).toBe('new')
  expect(map.get('b')).toBe('b')
})

test('an entry that was dropped is forgotten, whatever its age', () => {
  const map = mapOf(4, 'a', 'b', 'c')
  for (const key of ['a', 'c']) map.delete(key)
  expect(kept(map, 'a', 'b', 'c')).toEqual(['b'])
})

test('two maps share nothing', () => {
  expect(mapOf(2, 'a').get('a')).toBe('a')
  expect(mapOf(2).get('a')).toBeUndefined()
})

test('entries leave in linear time', () => {
  const fill = (length: number) => {
    const map = new BoundedMap<number, number>(length)
    for (let key = 0; key < 3 * length; key += 1) map.set(key, key)
  }
  expect(growth(fill, 4096)).toBeLessThan(LINEAR)
})

test('one that is not used takes far less memory than a Map', () => {
  const many = (make: () => unknown) => heldMemory(() => Array.from({ length: 100_000 }, make))
  expect(many(() => new BoundedMap(1000))).toBeLessThan(many(() => new Map()) / 2)
})
