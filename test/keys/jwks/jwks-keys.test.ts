import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { AsapGuardError } from '../../../src/errors.js'
import type { AsapKeysEvent } from '../../../src/keys/jwks/events.js'
import { type JwksSettings, jwksKeys } from '../../../src/keys/jwks/jwks-keys.js'
import type { KeySource, VerificationKey } from '../../../src/keys/key-source.js'
import { type JwksServer, jwksServer, sendJson } from '../../support/jwks-server.js'
import { signer } from '../../support/signer.js'

const [first, second, rsa] = [signer('first'), signer('second'), signer('rsa', 'RS256')]

/** Far apart, so that no test depends on how fast it runs. */
const SETTINGS = {
  algorithms: ['ES256', 'RS256', 'PS256'],
  maxAge: 600,
  staleFor: 3600,
  cooldown: 30,
  timeout: 2,
} as const

const ES256 = (kid: string | undefined) => ({ alg: 'ES256', kid }) as const
const down: Parameters<JwksServer['break']>[0] = (_req, res) => res.writeHead(500).end()

async function serverOf(...members: unknown[]): Promise<JwksServer> {
  const server = await jwksServer(members)
  onTestFinished(() => server.stop())
  return server
}

function keysOf({ uri }: { uri: string }, settings: Partial<JwksSettings> = {}): KeySource {
  return jwksKeys({ ...SETTINGS, uri, ...settings })
}

async function readyKeys(server: JwksServer, settings?: Partial<JwksSettings>): Promise<KeySource> {
  const keys = keysOf(server, settings)
  await keys.ready()
  return keys
}

/** The answer of `find` that is at hand at once. */
function found(keys: KeySource, kid: string): VerificationKey {
  const answer = keys.find(ES256(kid))
  if (answer instanceof Promise) throw new Error('has to wait')
  return answer[0] as VerificationKey
}

/** Only the clocks stand still: timers and sockets go on. */
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)
const codeOf = async (attempt: () => unknown) => {
  try {
    await attempt()
    return 'found'
  } catch (error) {
    return (error as AsapGuardError).code
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a set at hand', () => {
  test('serves a known kid at once', async () => {
    const keys = await readyKeys(await serverOf(first.jwk, second.jwk))
    expect(found(keys, 'first')).toMatchObject({ kid: 'first', algorithms: ['ES256'] })
    expect(found(keys, 'second').key.export({ format: 'jwk' })).toMatchObject({ x: second.jwk.x })
  })

  test('serves a known kid with its own algorithms alone', async () => {
    const keys = await readyKeys(
      await serverOf(first.jwk, rsa.jwk, { ...rsa.jwk, kid: 'any', alg: undefined }),
    )
    expect(() => keys.find({ alg: 'RS256', kid: 'first' })).toThrow(
      expect.objectContaining({ code: 'token_algorithm' }),
    )
    expect(() => keys.find({ alg: 'PS256', kid: 'rsa' })).toThrow(
      expect.objectContaining({ code: 'token_algorithm' }),
    )
    expect(keys.find({ alg: 'PS256', kid: 'any' })).toHaveLength(1)
    expect(() => keys.find({ alg: 'RS512', kid: 'any' })).toThrow(
      expect.objectContaining({ code: 'token_algorithm' }),
    )
  })

  test('without a kid, serves the only key for the algorithm and no other', async () => {
    const keys = await readyKeys(await serverOf(first.jwk, second.jwk, { ...rsa.jwk, kid: undefined }))
    expect(keys.find({ alg: 'RS256', kid: undefined })).toMatchObject([{ kid: undefined }])
    expect(() => keys.find(ES256(undefined))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
  })

  test('without a kid, never causes a fetch: there is nothing that could be unknown', async () => {
    const server = await serverOf(first.jwk, second.jwk)
    const keys = await readyKeys(server)
    pass(31)
    expect(() => keys.find(ES256(undefined))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
    expect(server.fetches).toBe(1)
  })

  test('never serves a nameless key to a token that names another', async () => {
    const keys = await readyKeys(await serverOf({ ...first.jwk, kid: undefined }))
    expect(() => keys.find(ES256('first'))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
  })

  test.each(['__proto__', 'constructor', 'toString'])('knows no kid "%s"', async (kid) => {
    const keys = await readyKeys(await serverOf(first.jwk))
    expect(() => keys.find(ES256(kid))).toThrow(expect.objectContaining({ code: 'token_key_unknown' }))
  })
})

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

  test('is asked for less and less often while it fails, never more rarely than once a cooldown', async () => {
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

describe('a set past maxAge', () => {
  test('serves at once while it is refreshed behind the request', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.publish([first.jwk, second.jwk])
    pass(599)
    found(keys, 'first')
    expect(server.fetches).toBe(1)
    pass(2)
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

  test('serves up to maxAge + staleFor after its fetch and no longer, however often it was used', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.break(down)
    for (let seconds = 0; seconds < 4190; seconds += 100) {
      pass(100)
      if (seconds < 4100) expect(keys.holds(found(keys, 'first'))).toBe(true)
      await setTimeout(5)
    }
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
    pass(2)
    found(keys, 'first')
    await vi.waitFor(() => expect(server.fetches).toBe(12))
    // Each attempt lets 50 ms pass, for a second: that is no long pause.
    await vi.waitFor(() => {
      found(keys, 'first')
      expect(server.fetches).toBe(13)
    })
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

describe('a refresh', () => {
  test('keeps a key that stays the same object', async () => {
    const server = await serverOf(first.jwk, { ...rsa.jwk, kid: undefined })
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    const [nameless] = await keys.find({ alg: 'RS256', kid: undefined })
    server.publish([second.jwk, { ...rsa.jwk, kid: undefined }, { ...first.jwk, x5t: 'new' }])
    await refreshed(keys, server)
    found(keys, 'second')
    expect(found(keys, 'first')).toBe(key)
    expect(keys.holds(key)).toBe(true)
    expect(keys.holds(nameless as VerificationKey)).toBe(true)
  })

  test.each<[string, unknown[]]>([
    ['has left', [second.jwk]],
    ['has another kid', [{ ...first.jwk, kid: 'renamed' }]],
    ['is another one under its kid', [{ ...second.jwk, kid: 'first' }]],
    ['is for an algorithm that it cannot serve', [{ ...first.jwk, alg: 'ES384' }, second.jwk]],
    ['is no longer for signatures', [{ ...first.jwk, use: 'enc' }, second.jwk]],
    ['shares its kid with another', [first.jwk, { ...second.jwk, kid: 'first' }, second.jwk]],
  ])('lets go of a key that %s', async (_, members) => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.publish(members)
    await refreshed(keys, server)
    expect(keys.holds(key)).toBe(false)
  })

  test('lets go of a key that is for another algorithm now', async () => {
    const server = await serverOf(rsa.jwk)
    const keys = await readyKeys(server)
    const [key] = await keys.find({ alg: 'RS256', kid: 'rsa' })
    server.publish([{ ...rsa.jwk, alg: 'PS256' }])
    await refreshed(keys, server)
    expect(keys.holds(key as VerificationKey)).toBe(false)
    expect(keys.find({ alg: 'PS256', kid: 'rsa' })).toHaveLength(1)
  })

  test('that fails changes nothing', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    const key = found(keys, 'first')
    server.publish([{ ...first.jwk, use: 'enc' }])
    await refreshed(keys, server)
    expect(keys.holds(key)).toBe(true)
  })

  async function refreshed(keys: KeySource, server: JwksServer) {
    const before = server.fetches
    pass(601)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(server.fetches).toBe(before + 1)
  }

  test('of one key set is nothing to another', async () => {
    const server = await serverOf(first.jwk)
    const [one, other] = [await readyKeys(server), await readyKeys(server)]
    expect(other.holds(found(one, 'first'))).toBe(false)
  })
})

describe('ready', () => {
  test('resolves while a set is at hand, without a fetch', async () => {
    const server = await serverOf(first.jwk)
    const keys = await readyKeys(server)
    server.break(down)
    await keys.ready()
    expect(server.fetches).toBe(1)
  })

  test('rejects with what went wrong, and asks anew each time', async () => {
    const server = await serverOf(first.jwk)
    server.break(down)
    const keys = keysOf(server)
    const error = await keys.ready().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AsapGuardError)
    expect(error).toMatchObject({
      code: 'keys_unavailable',
      detail: `${server.uri} answers 500 instead of 200: is that the provider's jwks_uri?`,
      headers: { 'Retry-After': '5' },
    })
    server.break(undefined)
    await keys.ready()
  })

  test('has the original error as the cause', async () => {
    const server = await serverOf()
    await server.stop()
    await expect(keysOf(server).ready()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  test('holds neither the query of the address nor what a member has in its name but in quotes', async () => {
    const kid = `\u001b[2J\n${'x'.repeat(100_000)}`
    const server = await serverOf({ ...first.jwk, kid, use: 'enc' })
    const error = await jwksKeys({ ...SETTINGS, uri: `${server.uri}?api_key=TOPSECRET` })
      .ready()
      .catch((reason) => reason)
    expect(error.detail).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jwks has no usable key: "\\u001b\[2J\\n/)
    expect(error.detail.length).toBeLessThan(500)
  })

  test('names the members that are of no use', async () => {
    const keys = keysOf(await serverOf({ ...first.jwk, use: 'enc' }, null))
    await expect(keys.ready()).rejects.toMatchObject({
      detail: expect.stringMatching(
        /no usable key: "first" is not for signatures \("use"\); a key without kid is no JSON object$/,
      ),
    })
  })

  test.each([
    ['http://keys.example/jwks', 'is no https address'],
    ['ftp://127.0.0.1/jwks', 'is no https address'],
    ['https://keys.invalid/jwks', 'has a host name that this host cannot resolve'],
  ])('refuses %s', async (uri, reason) => {
    await expect(keysOf({ uri }).ready()).rejects.toMatchObject({
      detail: expect.stringContaining(`${uri} ${reason}`),
    })
  })
})

describe('the channel asap-guard:keys', () => {
  test('tells of refreshed sets, skipped members, failures and stale sets', async () => {
    const events: AsapKeysEvent[] = []
    const listener = (message: unknown) => events.push(message as AsapKeysEvent)
    subscribe('asap-guard:keys', listener)
    onTestFinished(() => {
      unsubscribe('asap-guard:keys', listener)
    })
    const server = await serverOf(first.jwk, { ...second.jwk, use: 'enc' }, null)
    const { uri } = server
    const keys = await readyKeys(server)
    expect(events.splice(0)).toEqual([
      { event: 'refreshed', uri, kids: ['first'] },
      { event: 'skipped', uri, kid: 'second', reason: 'is not for signatures ("use")' },
      { event: 'skipped', uri, kid: undefined, reason: 'is no JSON object' },
    ])

    server.break((_req, res) => sendJson(res, {}))
    pass(31)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(events.splice(0)).toEqual([
      { event: 'failed', uri, reason: expect.stringContaining('no list of "keys"') },
    ])

    pass(601)
    await codeOf(() => keys.find(ES256('made-up')))
    expect(events).toMatchObject([{ event: 'failed' }, { event: 'stale', uri, age: 632 }])
  })
})
