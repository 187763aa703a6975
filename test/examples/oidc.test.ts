import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBackend } from '../../examples/oidc.js'
import { type OpenIdProvider, openIdProvider, RESOURCE } from '../support/openid-provider.js'
import { signer } from '../support/signer.js'

const [oldKey, newKey] = [signer('old', 'RS256'), signer('new', 'RS256')]

let provider: OpenIdProvider
let backend: Awaited<ReturnType<typeof startBackend>>

beforeEach(async () => {
  // Only the clocks stand still: timers and sockets go on.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  provider = await openIdProvider(oldKey)
  backend = await startBackend(provider.issuer)
})
afterEach(() => {
  vi.useRealTimers()
  backend.close()
  provider.close()
})

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

async function startBackend(issuer: string) {
  const server = createServer(
    await createBackend({ issuer, audience: RESOURCE, domains: ['help.example.com'] }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    async call(token: string, origin = 'https://help.example.com') {
      const headers = { Origin: origin, Authorization: `Bearer ${token}` }
      const sent = request({ port, host: '127.0.0.1', path: '/widget/api/me', headers }).end()
      const [response] = await once(sent, 'response')
      let body = ''
      for await (const chunk of response) body += chunk
      return { status: response.statusCode, body: JSON.parse(body) }
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

test('a token of the provider is let in from an approved site, and from no other', async () => {
  const token = await provider.token()
  expect(await backend.call(token)).toEqual({ status: 200, body: { subject: 'help-widget' } })
  expect(await backend.call(token, 'https://evil.example')).toMatchObject({ status: 403 })
})

test('a token that somebody else signed is refused', async () => {
  expect(await backend.call(newKey.token({ iss: provider.issuer, aud: RESOURCE }))).toMatchObject({
    status: 401,
  })
  const forged = signer('old', 'RS256').token({ iss: provider.issuer, aud: RESOURCE })
  expect(await backend.call(forged)).toMatchObject({ status: 401, body: { code: 'token_signature' } })
})

describe('while requests run, no good one is refused', { timeout: 60_000 }, () => {
  const CALLERS = 4

  /**
   * Goes on asking for tokens and calling with them during `change`; resolves with what they were answered.
   */
  async function answersDuring(change: (rounds: () => Promise<void>) => Promise<void>) {
    const statuses: number[] = []
    let isOver = false
    const callers = Array.from({ length: CALLERS }, async () => {
      while (!isOver) statuses.push((await backend.call(await provider.token())).status)
    })
    const rounds = async () => {
      const enough = statuses.length + 2 * CALLERS
      while (statuses.length < enough) await setTimeout(5)
    }
    await change(rounds).finally(() => {
      isOver = true
    })
    await Promise.all(callers)
    return new Set(statuses)
  }

  test('when a new key is announced, signs, and the old one goes', async () => {
    const statuses = await answersDuring(async (rounds) => {
      for (const keys of [[oldKey, newKey], [newKey, oldKey], [newKey]]) {
        provider.rotate(...keys)
        // In steps: a token that is on its way must not expire.
        for (let seconds = 0; seconds <= 600; seconds += 100) {
          await rounds()
          pass(100)
        }
      }
    })
    expect(statuses).toEqual(new Set([200]))
    expect(provider.fetches).toBe(4)
  })

  test('when a new key replaces the old one unannounced, a cooldown after the last fetch', async () => {
    const statuses = await answersDuring(async (rounds) => {
      await rounds()
      pass(31)
      provider.rotate(newKey, oldKey)
      await rounds()
    })
    expect(statuses).toEqual(new Set([200]))
    expect(provider.fetches).toBe(2)
  })
})

test('a token of a key that the provider has withdrawn is refused after the next refresh', async () => {
  const token = await provider.token()
  expect(await backend.call(token)).toMatchObject({ status: 200 })
  provider.rotate(newKey)
  pass(31)
  expect(await backend.call(await provider.token())).toMatchObject({ status: 200 })
  expect(await backend.call(token)).toMatchObject({ status: 401, body: { code: 'token_key_unknown' } })
})

describe('the backend does not start', () => {
  test('behind a provider that speaks for another', async () => {
    const settings = { issuer: `${provider.issuer}/`, audience: RESOURCE, domains: ['help.example.com'] }
    await expect(createBackend(settings)).rejects.toThrow('calls its issuer')
  })

  test('behind something that is no provider', async () => {
    const settings = {
      issuer: `${provider.issuer}/nowhere`,
      audience: RESOURCE,
      domains: ['help.example.com'],
    }
    await expect(createBackend(settings)).rejects.toThrow('answers 404')
  })
})
