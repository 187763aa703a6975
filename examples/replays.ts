import { argv, env } from 'node:process'
import { pathToFileURL } from 'node:url'
import KeyvRedis, { type RedisClientType } from '@keyv/redis'
import { type AsapDpopOptions, asapGuard } from 'asap-guard'
import express from 'express'

/**
 * Where all processes keep used proofs: Redis, by the client of keyv's adapter. keyv itself can only look and
 * then write, and two requests with one proof might both look first.
 */
export function openReplays(redisUrl: string) {
  const adapter = new KeyvRedis(
    // During an outage requests are refused at once; otherwise they would wait for Redis.
    { url: redisUrl, disableOfflineQueue: true },
    { throwOnConnectError: true, connectionTimeout: 1000 },
  )
  // Without a listener, an `error` event ends the process.
  adapter.on('error', ({ code, message }) => console.error(`Store of used proofs: ${code ?? message}`))

  return {
    /** Rejects while Redis is down, which the guard answers with 503 `proof_unavailable`. */
    async isReplay(id: string, seconds: number): Promise<boolean> {
      const redis = (await adapter.getClient()) as RedisClientType
      // Redis answers null if the id is there already.
      return (await redis.set(`dpop:${id}`, '1', { NX: true, EX: seconds })) === null
    },
    close: () => adapter.disconnect(),
  }
}

/** The smallest backend that takes no token without the proof that the caller holds its key. */
export function createBackend({
  domains,
  secret,
  url,
  isReplay,
}: {
  domains: string[]
  secret: string | undefined
  url: string | undefined
  isReplay: AsapDpopOptions['isReplay']
}) {
  const guard = asapGuard({ domains, secret, dpop: { url, required: true, isReplay } })
  const app = express()
  app.use('/widget/api', guard)
  app.get('/widget/api/me', (req, res) => {
    res.json({ subject: guard.auth(req).payload.sub })
  })
  return app
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { DOMAINS = '', ASAP_SECRET: secret, PUBLIC_URL: url, REDIS_URL = '', PORT = '4000' } = env
  const { isReplay } = openReplays(REDIS_URL)
  const backend = createBackend({ domains: DOMAINS.split(','), secret, url, isReplay })
  backend.listen(Number(PORT), '127.0.0.1')
}
