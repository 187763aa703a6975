import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AsapConfigError } from '../../src/config-error.js'
import { codeOf, laterRefusal } from '../support/refusal.js'
import { cacheOf, seconds } from '../support/tenant-cache.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a configuration', () => {
  test('is loaded once for all who wait', async () => {
    const { find, load } = cacheOf(async (tenant) => `of ${tenant}`)
    const found = await Promise.all(Array.from({ length: 500 }, () => find('acme')))
    expect(new Set(found)).toEqual(new Set(['of acme']))
    expect(load).toHaveBeenCalledTimes(1)
  })

  test('is there at once while it is fresh, which it is for maxAge', async () => {
    const { find, load } = cacheOf(async (tenant) => `of ${tenant}`)
    await find('acme')
    await seconds(59)
    expect(find('acme')).toBe('of acme')
    expect(load).toHaveBeenCalledTimes(1)
    await seconds(1)
    expect(find('acme')).toBe('of acme')
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('past maxAge is loaded anew behind the request', async () => {
    let version = 0
    const { find, load } = cacheOf(async () => `version ${++version}`)
    await find('acme')
    await seconds(61)
    expect(find('acme')).toBe('version 1')
    expect(find('acme')).toBe('version 1')
    await seconds(0)
    expect(find('acme')).toBe('version 2')
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('serves up to staleFor past maxAge while load fails, and not longer', async () => {
    let works = true
    const { find, failures } = cacheOf(async () => (works ? 'good' : Promise.reject(new Error('down'))))
    await find('acme')
    works = false
    await seconds(659)
    expect(await find('acme')).toBe('good')
    await seconds(1)
    expect(await codeOf(() => find('acme'))).toBe('tenant_unavailable')
    expect(failures.length).toBeGreaterThan(0)
    works = true
    await seconds(1)
    expect(await find('acme')).toBe('good')
  })

  test('whose load failed is tried again by the next request, no more than once a second', async () => {
    const { find, load } = cacheOf(() => Promise.reject(new Error('down')))
    for (let request = 0; request < 5; request++)
      expect(await codeOf(() => find('acme'))).toBe('tenant_unavailable')
    expect(load).toHaveBeenCalledTimes(1)
    await seconds(1)
    expect(await codeOf(() => find('acme'))).toBe('tenant_unavailable')
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('whose load just failed serves on at once, as long as it may', async () => {
    const { find, load } = cacheOf(async () => 'good')
    await find('acme')
    load.mockRejectedValue(new Error('down'))
    await seconds(61)
    expect(find('acme')).toBe('good')
    await seconds(0)
    expect(find('acme')).toBe('good')
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('whose load failed has the same reason for each request, and an error for each', async () => {
    const cause = new Error('down')
    const { find } = cacheOf(() => Promise.reject(cause))
    const [first, second] = [await laterRefusal(() => find('acme')), await laterRefusal(() => find('acme'))]
    expect(first).toMatchObject({ detail: '`load` failed: see `cause`', cause })
    expect(second).toMatchObject({ detail: '`load` failed: see `cause`', cause })
    expect(second).not.toBe(first)
  })

  test('that takes longer than ten seconds is unavailable', async () => {
    const { find } = cacheOf(() => new Promise(() => {}))
    const code = codeOf(() => find('acme'))
    await seconds(10)
    expect(await code).toBe('tenant_unavailable')
  })

  test('that never was is unknown, and one that is gone is not served stale', async () => {
    let exists = true
    const { find } = cacheOf(async () => (exists ? 'good' : undefined))
    await find('acme')
    exists = false
    await seconds(61)
    expect(find('acme')).toBe('good')
    await seconds(0)
    expect(await laterRefusal(() => find('acme'))).toMatchObject({
      code: 'tenant_unknown',
      detail: '`load` knows no tenant of this name',
    })
  })

  test('in error names the problem of the configuration, and nothing of any other error', async () => {
    const { find, failures } = cacheOf(async (tenant) => {
      if (tenant === 'typo')
        throw new AsapConfigError([{ path: ['domains', 0], message: 'a path does not belong here' }])
      throw new Error('cannot reach postgres://desk:hunter2@db')
    })
    await codeOf(() => find('typo'))
    await codeOf(() => find('down'))
    expect(failures[0]?.detail).toContain('domains[0]: a path does not belong here')
    expect(failures[0]?.cause).toBeInstanceOf(AsapConfigError)
    expect(failures[1]?.detail).not.toContain('hunter2')
  })
})

describe('reload', () => {
  test('makes the next request load anew, for one tenant or for all', async () => {
    const { find, load, reload } = cacheOf(async (tenant) => tenant)
    await Promise.all([find('a'), find('b')])
    reload('a')
    expect(find('b')).toBe('b')
    expect(find('a')).toBeInstanceOf(Promise)
    await seconds(0)
    reload()
    await Promise.all([find('a'), find('b')])
    expect(load).toHaveBeenCalledTimes(5)
  })

  test('drops what is being loaded: it may be older than the change', async () => {
    const answers: ((configuration: string) => void)[] = []
    const { find, reload } = cacheOf(() => new Promise((resolve) => answers.push(resolve)))
    const before = find('acme')
    await seconds(0)
    reload('acme')
    const after = find('acme')
    await seconds(0)
    answers[1]?.('new')
    expect(await after).toBe('new')
    answers[0]?.('old')
    expect(await before).toBe('old')
    expect(find('acme')).toBe('new')
  })

  test('lets a tenant be tried at once whose load just failed', async () => {
    let works = false
    const { find, reload } = cacheOf(async () => (works ? 'good' : undefined))
    expect(await codeOf(() => find('acme'))).toBe('tenant_unknown')
    works = true
    reload('acme')
    expect(await find('acme')).toBe('good')
  })
})

describe('many tenants', () => {
  test('are bounded, the least recently used leaving first', async () => {
    const { find, load } = cacheOf(async (tenant) => tenant, { maxTenants: 2 })
    for (const tenant of ['a', 'b', 'a', 'c', 'a']) await find(tenant)
    expect(load.mock.calls.flat()).toEqual(['a', 'b', 'c'])
  })

  test('are not pushed out by a flood of names that do not exist', async () => {
    const { find, load } = cacheOf(async (tenant) => (tenant === 'acme' ? 'good' : undefined))
    await find('acme')
    for (let name = 0; name < 5000; name++) await codeOf(() => find(`made-up-${name}`))
    load.mockClear()
    expect(find('acme')).toBe('good')
    expect(load).not.toHaveBeenCalled()
  })

  test('fail apart from each other', async () => {
    const { find } = cacheOf(async (tenant) =>
      tenant === 'bad' ? Promise.reject(new Error('down')) : tenant,
    )
    expect(await codeOf(() => find('bad'))).toBe('tenant_unavailable')
    expect(await find('good')).toBe('good')
  })
})

describe('a configuration that nobody asked for in a long time', () => {
  test('is not used once more when it is older than twice maxAge: a secret may have been replaced', async () => {
    let version = 0
    const { find } = cacheOf(async () => `version ${++version}`)
    await find('acme')
    await seconds(119)
    expect(find('acme')).toBe('version 1')
    await seconds(58 * 60)
    expect(await find('acme')).toBe('version 3')
  })

  test('is waited for from twice maxAge on', async () => {
    let version = 0
    const { find } = cacheOf(async () => `version ${++version}`)
    await find('acme')
    await seconds(120)
    expect(await find('acme')).toBe('version 2')
  })

  test('serves when it cannot be loaded anew, and the next minute nobody waits', async () => {
    let works = true
    const { find } = cacheOf(async () => (works ? 'good' : Promise.reject(new Error('down'))))
    await find('acme')
    works = false
    await seconds(130)
    const waiting = find('acme')
    expect(waiting).toBeInstanceOf(Promise)
    expect(await waiting).toBe('good')
    await seconds(59)
    expect(find('acme')).toBe('good')
    await seconds(60)
    expect(find('acme')).toBeInstanceOf(Promise)
  })

  test('is refused when it expires while a load that fails is waited for', async () => {
    const { find, load } = cacheOf(async () => 'good')
    await find('acme')
    load.mockImplementation(() => new Promise(() => {}))
    await seconds(655)
    const waiting = codeOf(() => find('acme'))
    await seconds(10)
    expect(await waiting).toBe('tenant_unavailable')
  })

  test('is refused when the tenant is gone by then', async () => {
    let exists = true
    const { find } = cacheOf(async () => (exists ? 'good' : undefined))
    await find('acme')
    exists = false
    await seconds(130)
    expect(await codeOf(() => find('acme'))).toBe('tenant_unknown')
  })

  test('is refused when it was dropped while a request waited, and its load failed', async () => {
    const { find, reload, load } = cacheOf(async () => 'good')
    await find('acme')
    await seconds(130)
    load.mockImplementation(() => new Promise((_, reject) => setTimeout(reject, 1000, new Error('down'))))
    const waiting = codeOf(() => find('acme'))
    reload('acme')
    await seconds(1)
    expect(await waiting).toBe('tenant_unavailable')
  })
})
