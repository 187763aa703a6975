import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Findings, nameOfGuard, publish } from '../../src/guard/findings.js'

const heard: object[] = []
const hear = (message: unknown) => heard.push(message as object)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
  unsubscribe('asap-guard:decision', hear)
  heard.length = 0
})

test('a decision is published with how long it took', () => {
  subscribe('asap-guard:decision', hear)
  vi.advanceTimersByTime(1000)
  const found = new Findings()
  vi.advanceTimersByTime(5)
  publish(found, { outcome: 'allowed' })
  expect(heard).toMatchObject([{ outcome: 'allowed', ms: 5 }])
})

test('a decision that was begun while nobody listened is not published', () => {
  const found = new Findings()
  subscribe('asap-guard:decision', hear)
  publish(found, { outcome: 'allowed' })
  expect(heard).toEqual([])
})

test.each<[name: string, found: object]>([
  [
    'The guard of the tenant "acme"',
    { tenant: 'acme', configuration: { settings: { domains: ['a.example'] } } },
  ],
  [
    'The guard of a.example, b.example',
    { configuration: { settings: { domains: ['a.example', 'b.example'] } } },
  ],
  ['The guard of many tenants', {}],
])('%s is a name', (name, found) => {
  expect(nameOfGuard(Object.assign(new Findings(), found))).toBe(name)
})
