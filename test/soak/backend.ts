import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { asapGuard } from 'asap-guard'
import express, { type NextFunction, type Request, type Response } from 'express'
import { WebSocketServer } from 'ws'
import { SECRET } from '../support/create-jwt.js'
import { AUDIENCE, ISSUER } from '../support/signer.js'
import { JWKS, type RotatingKeys } from './keys.js'
import type { changingTenants } from './tenants.js'

export const DOMAIN = 'help.example.com'
const DOMAINS = [DOMAIN, '*.example.org']
export const DESK = 'https://desk.example.net'

/** A help desk with all roads: each path of it is guarded in its own way. */
export async function backend(keys: RotatingKeys, tenants: ReturnType<typeof changingTenants>) {
  const guards = {
    gate: asapGuard({
      domains: DOMAINS,
      secret: SECRET,
      isRevoked: async ({ payload }) => {
        await turn()
        return payload.sub === 'revoked'
      },
    }),
    guests: asapGuard({ domains: DOMAINS, secret: SECRET, guests: true }),
    dpop: asapGuard({ domains: [DOMAIN], secret: SECRET, dpop: { url: DESK, maxAge: 10 } }),
    jwks: asapGuard({ domains: [DOMAIN], jwksUri: keys.uri, jwks: JWKS, issuer: ISSUER, audience: AUDIENCE }),
  }
  const { gate } = guards

  const app = express()
  app.disable('x-powered-by')
  app.use('/gate', gate)
  app.use('/site', gate.site)
  app.use('/embed', gate.embed)
  app.use('/guests', guards.guests)
  app.use('/dpop', guards.dpop)
  app.use('/jwks', guards.jwks)
  app.use('/tenants', tenants.guard)
  app.use((_req: Request, res: Response) => void res.json({ passed: true }))
  // What goes wrong in Express itself shows as an outcome that nobody expects.
  app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
    res.status(500).json({ code: error.message })
  })

  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('connection', (socket) => socket.on('error', () => socket.terminate()))
  const server = createServer(app)
  // A connection that closes for having been idle may just then be used again.
  server.keepAliveTimeout = 0
  server.on(
    'upgrade',
    gate.upgrade((req, socket, head) =>
      sockets.handleUpgrade(req, socket, head, (accepted) => sockets.emit('connection', accepted, req)),
    ),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    guards,
    port: (server.address() as AddressInfo).port,
    /** How many WebSockets are open. */
    get open() {
      return sockets.clients.size
    },
    /** Whether the server has closed, which it does not do while a connection is left that nobody ended. */
    async close(): Promise<boolean> {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      const closed = once(server, 'close').then(() => true)
      server.close()
      server.closeAllConnections()
      const waiting = new AbortController()
      const isClosed = await Promise.race([closed, pause(5000, false, waiting)])
      waiting.abort()
      return isClosed
    },
  }
}

export type Backend = Awaited<ReturnType<typeof backend>>
