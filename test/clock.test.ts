import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { now, secondsSince } from '../src/clock.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('seconds go by on both clocks', () => {
  const moment = now()
  vi.advanceTimersByTime(2500)
  expect(secondsSince(moment)).toBe(2.5)
})

test('a wall clock that is set back makes nothing younger', () => {
  const moment = now()
  vi.advanceTimersByTime(2000)
  vi.setSystemTime(moment.wall - 3_600_000)
  expect(secondsSince(moment)).toBe(2)
})

test('while the machine sleeps the wall clock alone goes on', () => {
  const moment = now()
  vi.setSystemTime(moment.wall + 3_600_000)
  expect(secondsSince(moment)).toBe(3600)
})
