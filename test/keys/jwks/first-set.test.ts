import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { down, ES256, found, holdTheClocks, keysOf, pass, serverOf } from '../../support/jwks-keys.js'
import { codeOf } from '../../support/refusal.js'
import { signer } from '../../support/signer.js'

const first = signer('first')

holdTheClocks()

describe('the first set', () => {
  test('is fetched once for all who wait', async () => {
    const server = await serverOf(first.jwk)
    const keys = keysOf(server)
    const answers = await Promise.all(Array.from({ length: 500 }, () => keys.find(ES256('first'))))
    expect(new Set(answers.map(([key]) => key)).size).toBe(1)
    expect(server.fetches).toBe(1)
  })

  test('is not fetched before somebody asks', async () => {
    const server = await serverOf(first.jwk)
    keysOf(server)
    await setTimeout(20)
    expect(server.fetches).toBe(0)
  })

  test('decides about an unknown kid without a second fetch', async () => {
    const server = await serverOf(first.jwk)
    const keys = keysOf(server)
    await expect(keys.find(ES256('made-up'))).rejects.toMatchObject({ code: 'token_key_unknown' })
    expect(server.fetches).toBe(1)
  })

  test('is asked for again after a pause, and meanwhile nobody waits', async () => {
    const server = await serverOf(first.jwk)
    server.break(down)
    const keys = keysOf(server)
    await expect(keys.find(ES256('first'))).rejects.toMatchObject({ code: 'keys_unavailable', status: 503 })
    server.break(undefined)
    expect(() => keys.find(ES256('first'))).toThrow(expect.objectContaining({ code: 'keys_unavailable' }))
    expect(server.fetches).toBe(1)
    pass(0.5)
    await keys.find(ES256('first'))
    expect(found(keys, 'first')).toBeDefined()
  })

  test('is asked for less and less often while it fails, but at least once a cooldown', async () => {
    const server = await serverOf(first.jwk)
    server.break(down)
    const keys = keysOf(server)
    const attempts: number[] = []
    for (let second = 0; second < 300; second += 1) {
      const before = server.fetches
      await codeOf(() => keys.find(ES256('first')))
      if (server.fetches > before) attempts.push(second)
      pass(1)
    }
    const gaps = attempts.slice(1).map((at, i) => at - (attempts[i] as number))
    expect(attempts.length).toBeLessThan(30)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(30)
    expect(gaps.slice(-3).every((gap) => gap >= 15)).toBe(true)
  })
})
