import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type AsapDecision, asapGuard } from 'asap-guard'
import express from 'express'
import { WebSocketServer } from 'ws'
import { SECRET } from '../../support/create-jwt.js'
import { type Listening, listen } from './listen.js'

/** A help desk whose routes, socket and framed page are guarded. */
export interface GuardedDesk extends Listening {
  /** What ran behind the guard, in order. */
  readonly ran: string[]
  /** The codes of what the guard refused. */
  readonly refused: string[]
}

export async function openGuardedDesk(approvedOrigin: string): Promise<GuardedDesk> {
  const desk = await listen('127.0.0.1')
  const ran: string[] = []
  const refused: string[] = []

  const options = { domains: [new URL(approvedOrigin).host], secret: SECRET }
  const guard = asapGuard(options)
  // A token in the address needs no preflight.
  const withTokenInAddress = asapGuard({ ...options, getToken: (req) => String(req.query.token) })

  const app = express()
  app.use('/tickets', guard)
  app.use('/tickets-by-address', withTokenInAddress)
  app.get(['/tickets', '/tickets-by-address'], (_req, res) => {
    ran.push('route')
    res.send('My fern')
  })
  app.get('/framed', guard.embed, (_req, res) => {
    res.send('<!doctype html><script src="/framed.js"></script>')
  })
  app.get('/framed.js', (_req, res) => {
    ran.push('framed page')
    res.type('js').set('Cache-Control', 'no-store').send('')
  })
  desk.server.on('request', app)

  const sockets = new WebSocketServer({ noServer: true })
  const accept = guard.upgrade((req, socket, head) => {
    ran.push('socket')
    sockets.handleUpgrade(req, socket, head, (client) => client.send('Hello'))
  })
  desk.server.on('upgrade', accept)

  const onDecision = (message: unknown) => {
    const { outcome, code } = message as AsapDecision
    if (outcome === 'refused') refused.push(String(code))
  }
  subscribe('asap-guard:decision', onDecision)
  return {
    ...desk,
    ran,
    refused,
    close() {
      unsubscribe('asap-guard:decision', onDecision)
      for (const client of sockets.clients) client.terminate()
      desk.close()
    },
  }
}
