import { setTimeout } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import {
  down,
  ES256,
  found,
  holdTheClocks,
  keysOf,
  pass,
  readyKeys,
  serverOf,
} from '../../support/jwks-keys.js'
import { codeOf } from '../../support/refusal.js'
import { signer } from '../../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

holdTheClocks()

describe('a set past maxAge', () => {
  test('serves at once while it is refreshed behind the request', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.publish([first.jwk, second.jwk])
    pass(599)
    found(keys, 'first')
    expect(server.fetches).toBe(1)
    pass(1)
    found(keys, 'first')
    found(keys, 'first')
    await vi.waitFor(() => found(keys, 'second'))
    expect(server.fetches).toBe(2)
  })

  test('is refreshed by remembered tokens too', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    pass(601)
    expect(keys.holds(key)).toBe(true)
    await vi.waitFor(() => expect(server.fetches).toBe(2))
  })

  test('serves while the endpoint hangs, and nobody waits', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server, { timeout: 0.1 })
    server.break(() => {})
    pass(601)
    for (let i = 0; i < 100; i += 1) found(keys, 'first')
    await vi.waitFor(() => expect(server.fetches).toBe(2))
  })

  test('serves up to maxAge + staleFor after its fetch, however often it was used', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.break(down)
    for (let seconds = 0; seconds < 4100; seconds += 100) {
      pass(100)
      expect((await keys.find(ES256('first')))[0]).toBe(key)
      expect(await keys.holds(key)).toBe(true)
    }
    pass(100)
    expect(keys.holds(key)).toBe(false)
    expect(await codeOf(() => keys.find(ES256('first')))).toBe('keys_unavailable')
  })

  test('has its bound although the wall clock is set back', async () => {
    const keys = await readyKeys(await serverOf(first.jwk))
    const key = found(keys, 'first')
    pass(4201)
    vi.setSystemTime(0)
    expect(keys.holds(key)).toBe(false)
  })

  test('has its bound although the monotonic clock stood still, as in a frozen process', async () => {
    const keys = await readyKeys(await serverOf(first.jwk))
    const key = found(keys, 'first')
    vi.setSystemTime(Date.now() + 4_201_000)
    expect(keys.holds(key)).toBe(false)
  })

  test('is asked for again after a pause when its refresh has failed, not by every request', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.break(down)
    pass(601)
    for (let i = 0; i < 20; i += 1) {
      found(keys, 'first')
      await setTimeout(2)
    }
    expect(server.fetches).toBe(2)
    pass(0.5)
    await vi.waitFor(() => {
      found(keys, 'first')
      expect(server.fetches).toBe(3)
    })
  })

  test('forgets the failures before it: its own next failure makes for a short pause again', async () => {
    const server = await serverOf(first.jwk)
    const keys = keysOf(server, { maxAge: 1 })
    server.break(down)
    for (let i = 0; i < 10; i += 1) await codeOf(() => keys.ready())
    server.break(undefined)
    await keys.ready()
    server.break(down)
    pass(1.5)
    found(keys, 'first')
    await vi.waitFor(() => expect(server.fetches).toBe(12))
    // Each attempt lets 50 ms pass, for a second: that is no long pause.
    await vi.waitFor(() => {
      found(keys, 'first')
      expect(server.fetches).toBe(13)
    })
  })

  test('is asked for at least once a minute, however long the cooldown is', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server, { cooldown: 1000 })
    server.break(down)
    for (let minutes = 0; minutes < 40; minutes += 1) {
      pass(61)
      await codeOf(() => keys.find(ES256('made-up')))
    }
    expect(server.fetches).toBeGreaterThan(30)
  })

  test('recovers by itself once it has expired', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.break(down)
    pass(5000)
    expect(await codeOf(() => keys.find(ES256('first')))).toBe('keys_unavailable')
    server.break(undefined)
    pass(1)
    await keys.find(ES256('first'))
    found(keys, 'first')
  })
})
