import { expect, test } from 'vitest'
import { isPromise } from '../src/promise.js'

// biome-ignore-start lint/suspicious/noThenProperty: what is to be told apart
test.each([
  ['a promise', Promise.resolve(), true],
  ['what another library takes for a promise', { then: () => {} }, true],
  ['a claim of the name "then"', { then: 'later' }, false],
  ['a text', 'then', false],
  ['undefined', undefined, false],
  ['null', null, false],
])('%s', (_name, value, expected) => {
  expect(isPromise<unknown>(value)).toBe(expected)
})
// biome-ignore-end lint/suspicious/noThenProperty: what is to be told apart
