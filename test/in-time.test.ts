import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inTime } from '../src/in-time.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what comes in time is handed on, and leaves no timer behind', async () => {
  expect(await inTime(Promise.resolve('answer'), 1000)).toBe('answer')
  await expect(inTime(Promise.reject(new Error('of its own')), 1000)).rejects.toThrow('of its own')
  expect(vi.getTimerCount()).toBe(0)
})

test('what comes too late is an error that names the time in seconds', async () => {
  const late = expect(inTime(new Promise(() => {}), 2500)).rejects.toThrow('no answer within 2.5 s')
  await vi.advanceTimersByTimeAsync(2499)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  await late
})
