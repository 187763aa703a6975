import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { Agent, createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AsapGuard, type AsapJwksOptions, asapGuard } from 'asap-guard'
import express from 'express'
import type { AsapKeysEvent } from '../../src/keys/jwks/events.js'
import { AUDIENCE, ISSUER } from './signer.js'

export interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  /** The code of a refusal. */
  readonly code: string | undefined
}

/** A backend on loopback whose one route is guarded with the keys of a JWKS. */
export interface JwksTenant {
  readonly guard: AsapGuard
  /** What was said of its key set. */
  readonly events: readonly AsapKeysEvent[]
  /** Calls the route as the widget of an approved site does. */
  call(token: string): Promise<Answer>
  close(): void
}

const SITE = 'https://help.example.com'

/** Far apart, so that no test depends on how fast it runs. */
export const JWKS = { maxAge: 600, staleFor: 3600, cooldown: 30 }

/** @param jwks settings of the key set that differ from {@link JWKS} and a timeout of 10 s. */
export async function jwksTenant(jwksUri: string, jwks: AsapJwksOptions = {}): Promise<JwksTenant> {
  const events: AsapKeysEvent[] = []
  const listener = (message: unknown) => {
    const event = message as AsapKeysEvent
    if (event.uri === jwksUri) events.push(event)
  }
  subscribe('asap-guard:keys', listener)

  const guard = asapGuard({
    domains: ['help.example.com'],
    jwksUri,
    jwks: { ...JWKS, timeout: 10, ...jwks },
    issuer: ISSUER,
    audience: AUDIENCE,
  })
  const app = express()
  app.use(guard)
  app.get('/tickets', (_req, res) => {
    res.json([])
  })
  const server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })

  return {
    guard,
    events,
    async call(token) {
      const headers = { Origin: SITE, Authorization: `Bearer ${token}` }
      const [response] = await once(
        request({ port, host: '127.0.0.1', path: '/tickets', headers, agent }).end(),
        'response',
      )
      let body = ''
      for await (const chunk of response) body += chunk
      return { status: response.statusCode, headers: response.headers, code: JSON.parse(body).code }
    },
    close() {
      unsubscribe('asap-guard:keys', listener)
      agent.destroy()
      server.close()
      server.closeAllConnections()
    },
  }
}
