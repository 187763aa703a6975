import { describe, expect, test, vi } from 'vitest'
import { chain, settle } from '../src/chain.js'

describe('chain', () => {
  test('goes on at once with what is there', () => {
    expect(chain(1, 2, (context, value) => context + value)).toBe(3)
  })
  test('goes on later with what is promised', async () => {
    const result = chain(1, Promise.resolve(2), (context, value) => context + value)
    expect(result).toBeInstanceOf(Promise)
    expect(await result).toBe(3)
  })
  test('goes on at once with a value that only has a member `then`, such as a claim of a token', () => {
    // biome-ignore lint/suspicious/noThenProperty: the case
    const claims = { then: () => {} }
    expect(chain(undefined, claims, (_context, value) => value === claims)).toBe(true)
  })
})

describe('settle', () => {
  const fail = () => {
    throw new Error('failed')
  }
  /** What is called, once everything has come to rest. */
  async function outcome(attempt: (context: string) => unknown) {
    const done = vi.fn()
    const failed = vi.fn()
    settle('context', attempt, done, failed)
    await new Promise((resolve) => setImmediate(resolve))
    return { done: done.mock.calls, failed: failed.mock.calls }
  }

  test.each([
    ['a value', (context: string) => context.length, { done: [['context', 7]], failed: [] }],
    ['a promise', async () => 1, { done: [['context', 1]], failed: [] }],
    ['a throw', fail, { done: [], failed: [['context', new Error('failed')]] }],
    ['a rejection', async () => fail(), { done: [], failed: [['context', new Error('failed')]] }],
    [
      'another kind of promise',
      // biome-ignore lint/suspicious/noThenProperty: what the promise of another library is
      () => ({ then: (done: (value: number) => void) => done(1) }),
      { done: [['context', 1]], failed: [] },
    ],
  ])('%s', async (_name, attempt, expected) => {
    expect(await outcome(attempt)).toEqual(expected)
  })

  test('what `done` throws is not handed to `failed`', () => {
    const failed = vi.fn()
    expect(() => settle(undefined, () => 1, fail, failed)).toThrow('failed')
    expect(failed).not.toHaveBeenCalled()
  })
})
