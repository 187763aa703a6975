import { argv, env } from 'node:process'
import { pathToFileURL } from 'node:url'
import { createKeyv } from '@keyv/redis'
import { asapGuard } from 'asap-guard'
import express from 'express'
import { Keyv } from 'keyv'
import { z } from 'zod'

/** A token without `jti` could never be revoked, so it is refused: 401 `token_claims`. */
const claims = z.looseObject({ jti: z.string().min(1), exp: z.number() })

/** The guard's `clockTolerance` lets a token live a little past `exp`, and clocks differ: in seconds. */
const MARGIN = 60

/**
 * Where revoked tokens are kept: Redis, or for development the memory of this process. Any other store of
 * keyv will do. A store that forgets when it restarts lets revoked tokens work again until they expire: have
 * Redis write to disk.
 */
export function openStore(redisUrl?: string): Keyv {
  // keyv answers "not found" when its store fails, unless told to throw: revoked tokens would pass during an
  // outage.
  const store = redisUrl
    ? createKeyv(
        // During an outage requests are refused at once; otherwise they would wait for Redis.
        { url: redisUrl, disableOfflineQueue: true },
        { namespace: 'revoked-jti', throwOnErrors: true, connectionTimeout: 1000 },
      )
    : new Keyv({ throwOnErrors: true })
  // Without a listener, an `error` event ends the process.
  return store.on('error', ({ code, message }) =>
    console.error(`Store of revoked tokens: ${code ?? message}`),
  )
}

/** Tokens that no longer work, by their `jti` (RFC 7519 §4.1.7). */
export function revocations(store: Keyv) {
  return {
    /** Rejects while the store is down, which the guard answers with 503 `revocation_unavailable`. */
    async isRevoked(jti: string): Promise<boolean> {
      return (await store.get(jti)) !== undefined
    },

    /** @param exp of that token, in seconds: once it has expired, nobody needs to remember it */
    async revoke(jti: string, exp: number): Promise<void> {
      const ttl = Math.ceil((exp + MARGIN) * 1000 - Date.now())
      if (ttl > 0) await store.set(jti, true, ttl)
    },
  }
}

/**
 * The smallest backend whose users can log out: the token of their widget stops working at once, everywhere.
 */
export function createBackend({
  domains,
  secret,
  store,
}: {
  domains: string[]
  secret?: string
  store: Keyv
}) {
  const { isRevoked, revoke } = revocations(store)
  const guard = asapGuard({ domains, secret, claims, isRevoked: ({ payload }) => isRevoked(payload.jti) })

  const app = express()
  app.use('/widget/api', guard)
  app.get('/widget/api/me', (req, res) => {
    res.json({ subject: guard.auth(req).payload.sub })
  })
  app.post('/widget/api/log-out', async (req, res) => {
    const { jti, exp } = guard.auth(req).payload
    await revoke(jti, exp)
    res.sendStatus(204)
  })
  return app
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { DOMAINS = '', ASAP_SECRET: secret, REDIS_URL, PORT = '4000' } = env
  const backend = createBackend({ domains: DOMAINS.split(','), secret, store: openStore(REDIS_URL) })
  backend.listen(Number(PORT), '127.0.0.1')
}
