import { globalAgent } from 'node:https'
import { expect, onTestFinished, test, vi } from 'vitest'
import { jwksKeys } from '../../../src/keys/jwks/jwks-keys.js'
import type { VerificationKey } from '../../../src/keys/key-source.js'
import { selfSigned } from '../../support/certificate.js'
import { jwksServer } from '../../support/jwks-server.js'
import { signer } from '../../support/signer.js'

const first = signer('first')
const hint = { alg: 'ES256', kid: 'first' } as const
const trusted = selfSigned('a provider of this test')
const settings = { algorithms: ['ES256'], maxAge: 600, staleFor: 3600, cooldown: 30, timeout: 2 } as const

test('a certificate of an unknown authority is refused, and the set at hand goes on serving', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const server = await jwksServer([first.jwk], trusted)
  onTestFinished(async () => {
    vi.useRealTimers()
    globalAgent.options.ca = undefined
    await server.stop()
  })

  const cold = jwksKeys({ ...settings, uri: server.uri })
  await expect(cold.ready()).rejects.toMatchObject({
    code: 'keys_unavailable',
    detail: expect.stringMatching(
      /has no TLS certificate that is trusted here.*NODE_EXTRA_CA_CERTS.*\(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    ),
  })
  expect(server.fetches).toBe(0)

  globalAgent.options.ca = trusted.cert
  const warm = jwksKeys({ ...settings, uri: server.uri })
  await warm.ready()
  const [key] = await warm.find(hint)

  server.present(selfSigned('somebody in between'))
  vi.advanceTimersByTime(601_000)
  expect((warm.find(hint) as VerificationKey[])[0]).toBe(key)
  await expect(warm.find({ ...hint, kid: 'made-up' })).rejects.toMatchObject({ code: 'keys_unavailable' })
  vi.advanceTimersByTime(3_600_000)
  await expect(warm.find(hint)).rejects.toMatchObject({ code: 'keys_unavailable' })

  server.present(trusted)
  vi.advanceTimersByTime(1000)
  await warm.find(hint)
  expect(warm.holds(key as VerificationKey)).toBe(true)
})
