import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AsapGuardError } from '../../src/errors.js'
import { concludeRefusal } from '../../src/guard/conclude-refusal.js'
import { Findings } from '../../src/guard/findings.js'

const { debug, debuglog } = vi.hoisted(() => {
  const log = Object.assign(vi.fn(), { enabled: true })
  return { debug: log, debuglog: vi.fn(() => log) }
})
vi.mock('node:util', async (original) => ({ ...(await original<typeof import('node:util')>()), debuglog }))

const warn = vi.spyOn(process, 'emitWarning')
beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'production')
  debug.mockReset()
})
afterEach(async () => {
  // A warning takes some turns.
  await new Promise((resolve) => setImmediate(resolve))
  expect(warn).not.toHaveBeenCalled()
})

const refusal = new AsapGuardError('tenant_unavailable', 'cannot be used:\n  domains: x  \nsecret: y')

test('each refusal is printed in one line, with all of its detail', () => {
  debug.enabled = true
  expect(concludeRefusal(new Findings(), refusal).detail).toContain('See docs/errors.md')
  expect(debuglog.mock.calls).toEqual([['asap-guard']])
  expect(debug.mock.calls).toEqual([
    [
      '%s',
      'The guard of many tenants answered 503 tenant_unavailable: cannot be used:; domains: x; secret: y. ' +
        'See docs/errors.md#tenant_unavailable',
    ],
  ])
})

test('where nobody listens and nothing is printed, a refusal stays as short as it is', () => {
  debug.enabled = false
  expect(concludeRefusal(new Findings(), refusal)).toBe(refusal)
  expect(concludeRefusal(new Findings(), refusal, 'caller').detail).toContain('See docs/errors.md')
  expect(debug.mock.calls).toEqual([])
})
