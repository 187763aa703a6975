import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { codeOf, laterRefusal } from '../support/refusal.js'
import { cacheOf, seconds } from '../support/tenant-cache.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('loads that hang', () => {
  const hanging = () => new Promise<string>(() => {})

  test('of tenants never seen before are bounded, and the next one is refused at once', async () => {
    const { find, load, failures } = cacheOf(hanging)
    for (let name = 0; name < 1000; name++) codeOf(() => find(`made-up-${name}`))
    expect(await laterRefusal(() => find('one-more'))).toMatchObject({
      code: 'tenant_unavailable',
      detail: '1000 loads of configurations are under way: is the database slow, or is this a flood?',
    })
    expect(load).toHaveBeenCalledTimes(1000)
    await seconds(11)
    expect(failures).toHaveLength(1000)
    codeOf(() => find('one-more'))
    expect(load).toHaveBeenCalledTimes(1001)
  })

  test('leave room for tenants that were seen before', async () => {
    const { find, reload, load } = cacheOf(async (tenant) => `of ${tenant}`)
    await find('acme')
    load.mockImplementation((tenant) => (tenant === 'acme' ? Promise.resolve('new') : hanging()))
    for (let name = 0; name < 1001; name++) codeOf(() => find(`made-up-${name}`))
    reload('acme')
    expect(await find('acme')).toBe('new')
  })
  test('leave that room for more tenants than are kept', async () => {
    const { find, load } = cacheOf(async (tenant) => `of ${tenant}`, { maxTenants: 1 })
    for (const tenant of ['acme', 'other', 'third']) await find(tenant)
    load.mockImplementation((tenant) => (tenant === 'acme' ? Promise.resolve('new') : hanging()))
    for (let name = 0; name < 1001; name++) codeOf(() => find(`made-up-${name}`))
    expect(await find('acme')).toBe('new')
  })

  test('of tenants that were seen before are bounded as well', async () => {
    const { find, load, reload } = cacheOf(async (tenant) => `of ${tenant}`, { maxTenants: 2000 })
    const names = Array.from({ length: 1001 }, (_, index) => `tenant ${index}`)
    await Promise.all(names.slice(0, 600).map(find))
    await Promise.all(names.slice(600).map(find))
    reload()
    load.mockClear().mockImplementation(hanging)
    for (const name of names) codeOf(() => find(name))
    expect(load).toHaveBeenCalledTimes(1000)
  })
})
