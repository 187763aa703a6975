import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, expect, test } from 'vitest'
import { publishTenantFailure } from '../src/diagnostics.js'
import { AsapGuardError } from '../src/errors.js'

const heard: unknown[] = []
const hear = (message: unknown) => heard.push(message)
afterEach(() => {
  unsubscribe('asap-guard:tenants', hear)
  heard.length = 0
})

test('a failure to load a tenant is told to whoever listens', () => {
  const cause = new Error('down')
  const failure = new AsapGuardError('tenant_unavailable', 'the detail', { cause })
  publishTenantFailure('acme', failure)
  subscribe('asap-guard:tenants', hear)
  publishTenantFailure('acme', failure)
  expect(heard).toEqual([{ tenant: 'acme', code: 'tenant_unavailable', detail: 'the detail', cause }])
})
