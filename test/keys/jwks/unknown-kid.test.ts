import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { down, ES256, found, holdTheClocks, pass, readyKeys, serverOf } from '../../support/jwks-keys.js'
import { codeOf } from '../../support/refusal.js'
import { signer } from '../../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

holdTheClocks()

describe('an unknown kid', () => {
  test('inside the cooldown is unknown at once', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.publish([second.jwk])
    pass(29)
    expect(() => keys.find(ES256('second'))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
    expect(server.fetches).toBe(1)
  })

  test('causes one fetch after the cooldown, which all unknown ones share', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.publish([first.jwk, second.jwk])
    pass(31)
    const codes = await Promise.all([
      codeOf(() => keys.find(ES256('second'))),
      ...Array.from({ length: 100 }, (_, i) => codeOf(() => keys.find(ES256(`made-up-${i}`)))),
    ])
    expect(new Set(codes.slice(1))).toEqual(new Set(['token_key_unknown']))
    expect(codes[0]).toBe('found')
    expect(server.fetches).toBe(2)
  })

  test('is unavailable when the fetch that it caused fails, and the known ones stay', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.break(down)
    pass(31)
    const unknown = codeOf(() => keys.find(ES256('second')))
    found(keys, 'first')
    expect(await unknown).toBe('keys_unavailable')
    found(keys, 'first')
    expect(() => keys.find(ES256('second'))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
    expect(server.fetches).toBe(2)
  })

  test('waits for a refresh that is under way: it may bring the key', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.publish([first.jwk, second.jwk])
    pass(601)
    found(keys, 'first')
    await expect(keys.find(ES256('second'))).resolves.toMatchObject([{ kid: 'second' }])
    expect(server.fetches).toBe(2)
  })

  test('in a flood of 10,000 costs one fetch a cooldown, and known ones never wait', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    for (let cooldowns = 0; cooldowns < 5; cooldowns += 1) {
      const flood: Promise<string>[] = []
      for (let i = 0; i < 2000; i += 1) {
        flood.push(codeOf(() => keys.find(ES256(`made-up-${cooldowns}-${i}`))))
        found(keys, 'first')
      }
      expect(new Set(await Promise.all(flood))).toEqual(new Set(['token_key_unknown']))
      expect(server.fetches).toBe(1 + cooldowns)
      pass(31)
    }
  })

  test('is not remembered', async () => {
    const keys = await readyKeys(await serverOf(first.jwk))
    const before = usedMemory()
    for (let i = 0; i < 10_000; i += 1) await codeOf(() => keys.find(ES256(`${i}`.padEnd(1000))))
    expect(usedMemory() - before).toBeLessThan(5_000_000)
  })

  function usedMemory() {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    return process.memoryUsage().heapUsed
  }
})
