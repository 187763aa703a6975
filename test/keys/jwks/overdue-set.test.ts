import { describe, expect, test, vi } from 'vitest'
import type { VerificationKey } from '../../../src/keys/key-source.js'
import { down, ES256, found, holdTheClocks, pass, readyKeys, serverOf } from '../../support/jwks-keys.js'
import { codeOf } from '../../support/refusal.js'
import { signer } from '../../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

holdTheClocks()

/** A set that was fetched an hour ago and whose first key has been withdrawn since. */
async function afterAnHour() {
  const server = await serverOf(first.jwk, second.jwk)
  const keys = await readyKeys(server)
  const key = found(keys, 'first')
  server.publish([second.jwk])
  pass(3600)
  return { server, keys, key }
}

describe('a set past twice maxAge', () => {
  test('does not let a key that was withdrawn work once more after a quiet hour', async () => {
    const { server, keys } = await afterAnHour()
    await expect(keys.find(ES256('first'))).rejects.toMatchObject({ code: 'token_key_unknown' })
    expect(server.fetches).toBe(2)
  })

  test('does not let a remembered token of such a key work once more', async () => {
    const { server, keys, key } = await afterAnHour()
    expect(await keys.holds(key)).toBe(false)
    expect(server.fetches).toBe(2)
  })

  test('is refreshed once for all who wait, and then serves at once', async () => {
    const { server, keys, key } = await afterAnHour()
    const answers = await Promise.all([
      ...Array.from({ length: 100 }, () => keys.find(ES256('second'))),
      keys.holds(key),
      keys.ready(),
    ])
    expect(answers.slice(0, 100)).toEqual(Array(100).fill([found(keys, 'second')]))
    expect(server.fetches).toBe(2)
  })

  test('is waited for from twice maxAge on, and not a second before', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.break(() => {})
    pass(1199)
    found(keys, 'first')
    expect(keys.holds(key)).toBe(true)
    await vi.waitFor(() => expect(server.fetches).toBe(2))
    pass(1)
    expect(keys.find(ES256('first'))).toBeInstanceOf(Promise)
    expect(keys.holds(key)).toBeInstanceOf(Promise)
  })

  test('serves when its refresh fails, known tokens and remembered ones', async () => {
    const { server, keys, key } = await afterAnHour()
    server.break(down)
    const [known, isHeld] = await Promise.all([keys.find(ES256('first')), keys.holds(key), keys.ready()])
    expect(known[0]).toBe(key)
    expect(isHeld).toBe(true)
    expect(server.fetches).toBe(2)
  })

  test('does not know a kid that it never had when its refresh fails', async () => {
    const { server, keys } = await afterAnHour()
    server.break(down)
    expect(await codeOf(() => keys.find(ES256('made-up')))).toBe('keys_unavailable')
  })

  test('is refreshed behind the requests, and nobody waits, for a minute after a failure', async () => {
    const { server, keys, key } = await afterAnHour()
    server.break(down)
    await keys.find(ES256('second'))
    for (let seconds = 0; seconds < 59; seconds += 1) {
      found(keys, 'second')
      expect(keys.holds(key)).toBe(true)
      pass(1)
    }
    await vi.waitFor(() => expect(server.fetches).toBeGreaterThan(2))
  })

  test('is waited for again a minute after the last failure', async () => {
    const { server, keys, key } = await afterAnHour()
    server.break(down)
    await keys.find(ES256('first'))
    server.break(undefined)
    pass(60)
    expect(await keys.holds(key)).toBe(false)
    expect(await codeOf(() => keys.find(ES256('first')))).toBe('token_key_unknown')
  })

  test('that expires while its refresh fails serves no more', async () => {
    const { server, keys, key } = await afterAnHour()
    pass(590)
    server.break((_req, res) => {
      pass(20)
      res.writeHead(500).end()
    })
    const answers = [codeOf(() => keys.find(ES256('second'))), codeOf(() => keys.holds(key))]
    expect(await Promise.all(answers)).toEqual(['keys_unavailable', 'keys_unavailable'])
  })

  test('serves as long as it may where staleFor is short', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server, { staleFor: 0 })
    const key = found(keys, 'first') as VerificationKey
    server.break(down)
    pass(601)
    expect(keys.holds(key)).toBe(false)
    expect(await codeOf(() => keys.find(ES256('first')))).toBe('keys_unavailable')
  })
})
