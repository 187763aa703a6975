import { setTimeout } from 'node:timers/promises'
import { testSecret } from 'asap-guard/testing'
import type { Keyv } from 'keyv'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBackend, openStore, revocations } from '../../examples/revocation.js'
import { hasRedis, redisServer } from '../support/redis-server.js'
import { serve, type TestServer } from '../support/server.js'

const { secret, createToken } = testSecret()
const SITE = 'https://help.example.com'
const soon = () => Math.floor(Date.now() / 1000) + 300

const start = async (store: Keyv) => serve(createBackend({ domains: ['help.example.com'], secret, store }))

function call(backend: TestServer, token: string, method = 'GET', path = '/widget/api/me') {
  return backend.send({ method, path, headers: { Origin: SITE, Authorization: `Bearer ${token}` } })
}
const logOut = (backend: TestServer, token: string) => call(backend, token, 'POST', '/widget/api/log-out')

beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterAll(() => {
  vi.restoreAllMocks()
})

if (!hasRedis)
  console.warn('SKIPPED: tests of examples/revocation.ts need redis-server (apt-get install redis-server).')

function describeRevocation(openedStore: () => Keyv) {
  let store: Keyv
  let backend: TestServer
  beforeAll(async () => {
    store = openedStore()
    backend = await start(store)
  })

  test('a token works until its user logs out; other tokens of the user go on', async () => {
    const [token, other] = [
      createToken({ jti: 'first', sub: 'user-1' }),
      createToken({ jti: 'second', sub: 'user-1' }),
    ]
    expect(await call(backend, token)).toMatchObject({ status: 200, body: '{"subject":"user-1"}' })
    expect(await logOut(backend, token)).toMatchObject({ status: 204 })
    expect(await call(backend, token)).toMatchObject({ status: 401, code: 'token_revoked' })
    expect(await logOut(backend, token)).toMatchObject({ status: 401, code: 'token_revoked' })
    expect(await call(backend, other)).toMatchObject({ status: 200 })
  })

  test('an administrator revokes a token that was never seen', async () => {
    await revocations(store).revoke('leaked', soon())
    expect(await call(backend, createToken({ jti: 'leaked' }))).toMatchObject({
      status: 401,
      code: 'token_revoked',
    })
  })

  test.each([{ jti: undefined }, { jti: '' }])(
    'a token that could not be revoked is refused: %o',
    async (claims) => {
      expect(await call(backend, createToken(claims))).toMatchObject({ status: 401, code: 'token_claims' })
    },
  )

  test('a revoked token is remembered for a little longer than it lives, and no more', async () => {
    const exp = soon()
    await revocations(store).revoke('short', exp + 0.5)
    const { expires } = (await store.getRaw('short')) ?? {}
    expect(expires).toBeGreaterThan(exp * 1000)
    expect(expires).toBeLessThan((exp + 3600) * 1000)
  })

  test('an expired token is not remembered at all', async () => {
    const { revoke, isRevoked } = revocations(store)
    await revoke('expired', 1)
    expect(await isRevoked('expired')).toBe(false)
  })
}

describe('with the embedded store', () => {
  describeRevocation(() => openStore())

  test('which fails: nobody gets in', async () => {
    const store = openStore()
    const backend = await start(store)
    vi.spyOn(store.store as Map<string, unknown>, 'get').mockImplementation(() => {
      throw new Error('out of order')
    })
    expect(await call(backend, createToken({ jti: 'any' }))).toMatchObject({
      status: 503,
      code: 'revocation_unavailable',
      headers: { 'retry-after': '5' },
    })
  })
})

describe.skipIf(!hasRedis)('with a real Redis', () => {
  let redis: Awaited<ReturnType<typeof redisServer>>
  const stores: Keyv[] = []

  function connect(): Keyv {
    const store = openStore(redis.url)
    stores.push(store)
    return store
  }
  async function untilUp(backend: TestServer, token: string) {
    while ((await call(backend, token)).status === 503) await setTimeout(50)
  }

  beforeAll(async () => {
    redis = await redisServer()
    redis.start()
    await untilUp(await start(connect()), createToken({ jti: 'probe' }))
  })
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.disconnect()))
    await redis.stop()
  })

  describeRevocation(connect)

  test('every instance of the backend knows', async () => {
    const [here, there] = [await start(connect()), await start(connect())]
    const token = createToken({ jti: 'shared' })
    expect(await call(there, token)).toMatchObject({ status: 200 })
    await logOut(here, token)
    expect(await call(there, token)).toMatchObject({ status: 401, code: 'token_revoked' })
  })

  test('while Redis is down nobody gets in, and once it is back all is well', {
    timeout: 30_000,
  }, async () => {
    const UNAVAILABLE = { status: 503, code: 'revocation_unavailable', headers: { 'retry-after': '5' } }
    const backend = await start(connect())
    const token = createToken({ jti: 'patient' })
    expect(await call(backend, token)).toMatchObject({ status: 200 })

    await redis.stop()
    expect(await call(backend, token)).toMatchObject(UNAVAILABLE)
    expect(await logOut(backend, token)).toMatchObject(UNAVAILABLE)
    const startedMeanwhile = await start(connect())
    expect(await call(startedMeanwhile, token)).toMatchObject(UNAVAILABLE)

    redis.start()
    for (const instance of [backend, startedMeanwhile]) {
      await untilUp(instance, token)
      expect(await call(instance, token)).toMatchObject({ status: 200 })
    }
    await logOut(backend, token)
    expect(await call(startedMeanwhile, token)).toMatchObject({ status: 401, code: 'token_revoked' })
  })
})
