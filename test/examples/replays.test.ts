import { setTimeout } from 'node:timers/promises'
import { testDpopKey, testSecret } from 'asap-guard/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBackend, openReplays } from '../../examples/replays.js'
import { hasRedis, redisServer } from '../support/redis-server.js'
import { serve, type TestServer } from '../support/server.js'

if (!hasRedis)
  console.warn('SKIPPED: tests of examples/replays.ts need redis-server (apt-get install redis-server).')

const { secret, createToken } = testSecret()
const key = testDpopKey()
const url = 'https://desk.example.net'
const PATH = '/widget/api/me'

const token = createToken({ sub: 'user-1', cnf: { jkt: key.thumbprint } })
const newProof = () => key.createProof({ url: url + PATH, token })

const call = (backend: TestServer, proof: string) =>
  backend.send({
    path: PATH,
    headers: { Origin: 'https://help.example.com', Authorization: `DPoP ${token}`, DPoP: proof },
  })

describe.skipIf(!hasRedis)('used proofs in a real Redis', () => {
  let redis: Awaited<ReturnType<typeof redisServer>>
  const opened: ReturnType<typeof openReplays>[] = []

  /** A process of its own would behave no differently: nothing is shared but Redis. */
  async function start(): Promise<TestServer> {
    const replays = openReplays(redis.url)
    opened.push(replays)
    const { isReplay } = replays
    return serve(createBackend({ domains: ['help.example.com'], secret, url, isReplay }))
  }
  async function untilUp(backend: TestServer) {
    while ((await call(backend, newProof())).status === 503) await setTimeout(50)
  }

  beforeAll(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    redis = await redisServer()
    redis.start()
    await untilUp(await start())
  })
  afterAll(async () => {
    await Promise.all(opened.map(({ close }) => close()))
    await redis.stop()
    vi.restoreAllMocks()
  })

  test('a proof is good once, whichever instance it is sent to', async () => {
    const [here, there] = [await start(), await start()]
    const proof = newProof()
    expect(await call(here, proof)).toMatchObject({ status: 200, body: '{"subject":"user-1"}' })
    expect(await call(there, proof)).toMatchObject({ status: 401, code: 'proof_replayed' })
    expect(await call(here, proof)).toMatchObject({ status: 401, code: 'proof_replayed' })
    expect(await call(there, newProof())).toMatchObject({ status: 200 })
  })

  test('of a proof that is sent twenty times at once, one gets in', async () => {
    const backends = [await start(), await start()]
    const proof = newProof()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => call(backends[index % 2] as TestServer, proof)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('a proof is remembered for as long as it can be used', async () => {
    const replays = openReplays(redis.url)
    opened.push(replays)
    const { isReplay } = replays
    expect(await isReplay('short', 1)).toBe(false)
    expect(await isReplay('short', 1)).toBe(true)
    await setTimeout(1100)
    expect(await isReplay('short', 1)).toBe(false)
  })

  test('while Redis is down nobody gets in, and once it is back all is well', async () => {
    const backend = await start()
    await redis.stop()
    const proof = newProof()
    for (const instance of [backend, await start()]) {
      expect(await call(instance, proof)).toMatchObject({
        status: 503,
        code: 'proof_unavailable',
        headers: { 'retry-after': '5' },
      })
    }
    redis.start()
    await untilUp(backend)
    expect(await call(backend, proof)).toMatchObject({ status: 200 })
    expect(await call(backend, proof)).toMatchObject({ status: 401, code: 'proof_replayed' })
  })
})
