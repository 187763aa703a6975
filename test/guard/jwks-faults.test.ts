import type { RequestListener } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { answering, BAD_ANSWERS, badMembers, ENDLESS_ANSWERS } from '../support/jwks-faults.js'
import { type JwksServer, jwksServer } from '../support/jwks-server.js'
import { JWKS, type JwksTenant, jwksTenant } from '../support/jwks-tenant.js'
import { signer } from '../support/signer.js'

const [first, second] = [signer('first'), signer('second')]

interface Fault {
  readonly name: string
  readonly breakIt: (server: JwksServer) => unknown
  /** For a fetch, in seconds: waited out where the endpoint comes to no end. */
  readonly timeout?: number
}

const FAULTS: readonly Fault[] = [
  { name: 'is down', breakIt: (server) => server.stop() },
  ...Object.entries(BAD_ANSWERS).map(([name, answer]) => fault(name, answer)),
  ...Object.entries(ENDLESS_ANSWERS).map(([name, answer]) => ({ ...fault(name, answer), timeout: 0.3 })),
  ...Object.entries(badMembers(first.jwk, second.privateJwk)).map(([name, member]) =>
    fault(`has nothing but ${name}`, answering([member])),
  ),
  fault('has two keys of one kid', answering([first.jwk, { ...second.jwk, kid: 'first' }])),
]

function fault(name: string, answer: RequestListener): Fault {
  return { name, breakIt: (server) => server.break(answer) }
}

let server: JwksServer
let tenant: JwksTenant

beforeAll(async () => {
  server = await jwksServer([])
})
afterAll(() => server.stop())

beforeEach(() => {
  // Only the clocks stand still: timers and sockets go on.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  server.publish([first.jwk])
})
afterEach(() => {
  vi.useRealTimers()
  tenant.close()
})

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

async function mend() {
  server.break(undefined)
  await server.start()
}

const UNAVAILABLE = { status: 503, code: 'keys_unavailable', headers: { 'retry-after': '5' } }

describe.each(FAULTS)('while the endpoint $name', ({ breakIt, timeout }) => {
  beforeEach(async () => {
    tenant = await jwksTenant(server.uri, { timeout: timeout ?? 10 })
  })

  test('a cold guard answers 503, and recovers', async () => {
    await breakIt(server)
    expect(await tenant.call(first.token())).toMatchObject(UNAVAILABLE)
    expect(await tenant.call(first.token())).toMatchObject(UNAVAILABLE)
    await expect(tenant.guard.ready()).rejects.toMatchObject({
      code: 'keys_unavailable',
      detail: expect.any(String),
    })
    await mend()
    pass(JWKS.cooldown)
    expect(await tenant.call(first.token())).toMatchObject({ status: 200 })
  })

  test('a warm guard refuses no good request, and recovers', async () => {
    await tenant.guard.ready()
    await breakIt(server)
    pass(JWKS.maxAge + 1)
    const remembered = first.token()
    for (const token of [first.token(), remembered, remembered, remembered, first.token()]) {
      expect(await tenant.call(token)).toMatchObject({ status: 200 })
    }
    await vi.waitFor(
      () => expect(tenant.events).toContainEqual(expect.objectContaining({ event: 'stale' })),
      {
        interval: 5,
      },
    )
    expect(await tenant.call(first.token())).toMatchObject({ status: 200 })
    expect(await tenant.call(remembered)).toMatchObject({ status: 200 })

    await mend()
    server.publish([second.jwk])
    pass(JWKS.cooldown + 1)
    expect(await tenant.call(second.token())).toMatchObject({ status: 200 })
    expect(await tenant.call(remembered)).toMatchObject({ status: 401, code: 'token_key_unknown' })
  })

  test('an expired guard answers 503, and recovers', async () => {
    await tenant.guard.ready()
    expect(await tenant.call(first.token())).toMatchObject({ status: 200 })
    await breakIt(server)
    pass(JWKS.maxAge + JWKS.staleFor + 1)
    expect(await tenant.call(first.token())).toMatchObject(UNAVAILABLE)
    expect(await tenant.call(first.token())).toMatchObject(UNAVAILABLE)
    await mend()
    pass(JWKS.cooldown)
    expect(await tenant.call(first.token())).toMatchObject({ status: 200 })
  })
})
