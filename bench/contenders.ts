import { createSecretKey } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { AUDIENCE, DOMAINS, ISSUER, ORIGIN, SECRET } from './tokens.js'
import { PATH, type Traffic } from './traffic.js'

export interface Contender {
  readonly name: string
  readonly traffic: Traffic
  /** The status of every answer. Any other ends the benchmark: a server that refuses is not a fast one. */
  readonly status: number
  /** Another way to do the same job. */
  readonly peer?: true
  /** Loads only what it needs: each contender has a process of its own. */
  readonly serve: () => Promise<RequestListener>
}

const ANSWER = { tickets: [{ id: 1, subject: 'The printer is on fire' }] }

/** An Express app with the same route for all, and what stands in front of it. */
async function behind(...handlers: RequestHandler[]): Promise<RequestListener> {
  const { default: express } = await import('express')
  const app = express()
  if (handlers.length > 0) app.use('/widget/api', ...handlers)
  app.get(PATH, (_req, res) => {
    res.json(ANSWER)
  })
  return app
}

async function bareNode(): Promise<RequestListener> {
  const body = JSON.stringify(ANSWER)
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  }
  return (_req: IncomingMessage, res: ServerResponse) => {
    res.writeHead(200, headers)
    res.end(body)
  }
}

function empty(_req: Request, _res: Response, next: NextFunction): void {
  next()
}

/** Sets what the guard sets for an approved site, and checks nothing. */
export function sameHeaders(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('Vary', 'Origin')
  res.setHeader('Access-Control-Allow-Origin', ORIGIN)
  next()
}

async function withAsapGuard(): Promise<RequestListener> {
  const { asapGuard } = await import('asap-guard')
  return behind(asapGuard({ domains: DOMAINS, secret: SECRET }))
}

/** The same five sites. `cors` knows no wildcards but as patterns, as its README shows them. */
async function corsFor5(): Promise<RequestHandler> {
  const { default: cors } = await import('cors')
  const origin = DOMAINS.map((domain) =>
    domain.startsWith('*.')
      ? new RegExp(`^https://([a-z0-9-]+\\.)+${domain.slice(2).replaceAll('.', '\\.')}$`)
      : `https://${domain}`,
  )
  return cors({ origin })
}

const secretKey = () => createSecretKey(Buffer.from(SECRET))

async function withExpressJwt(secret: string | ReturnType<typeof secretKey>): Promise<RequestListener> {
  const { expressjwt } = await import('express-jwt')
  return behind(await corsFor5(), expressjwt({ secret, algorithms: ['HS256'] }))
}

async function withOauth2JwtBearer(): Promise<RequestListener> {
  const { auth } = await import('express-oauth2-jwt-bearer')
  return behind(
    await corsFor5(),
    auth({ issuer: ISSUER, audience: AUDIENCE, secret: SECRET, tokenSigningAlg: 'HS256' }),
  )
}

async function withPassportJwt(): Promise<RequestListener> {
  const { default: passport } = await import('passport')
  const { ExtractJwt, Strategy } = await import('passport-jwt')
  const options = { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: SECRET }
  passport.use(new Strategy(options, (payload, done) => done(null, payload)))
  return behind(await corsFor5(), passport.authenticate('jwt', { session: false }))
}

async function withJose(): Promise<RequestListener> {
  const { jwtVerify } = await import('jose')
  // Imported once, the fastest that jose offers: bytes or a KeyObject would be imported or looked up at every call.
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', Buffer.from(SECRET), algorithm, false, ['verify'])
  const options = { algorithms: ['HS256'] }
  return behind(await corsFor5(), (req, res, next) => {
    const [scheme, token = ''] = req.headers.authorization?.split(' ') ?? []
    if (scheme !== 'Bearer') {
      res.sendStatus(401)
      return
    }
    jwtVerify(token, key, options).then(
      ({ payload }) => {
        ;(req as { auth?: unknown }).auth = payload
        next()
      },
      () => res.sendStatus(401),
    )
  })
}

const passes = { traffic: 'known', status: 200 } as const
const neverSeen = { traffic: 'new', status: 200 } as const
const peer = { ...neverSeen, peer: true } as const

export const NODE = 'bare node:http'
export const EXPRESS = 'bare Express 5'
export const FLOOR = 'floor: the same headers, no check'
export const KNOWN = 'asap-guard, token seen before'
export const NEW = 'asap-guard, token never seen'

export const OAUTH2 = 'cors + express-oauth2-jwt-bearer, secret'
export const REFUSES_UNLISTED = 'asap-guard refuses an unlisted origin'
export const REFUSES_EXPIRED = 'asap-guard refuses an expired token'

/** Peers keep no tokens, so that it is all the same to them whether one was seen before. */
export const contenders: readonly Contender[] = [
  { name: NODE, ...passes, serve: bareNode },
  { name: EXPRESS, ...passes, serve: () => behind() },
  { name: 'one empty middleware', ...passes, serve: () => behind(empty) },
  { name: 'cors alone', ...passes, serve: async () => behind(await corsFor5()) },
  { name: FLOOR, ...passes, serve: () => behind(sameHeaders) },
  { name: KNOWN, ...passes, serve: withAsapGuard },
  { name: NEW, ...neverSeen, serve: withAsapGuard },
  { name: 'cors + express-jwt, as its README shows', ...peer, serve: () => withExpressJwt(SECRET) },
  { name: 'cors + express-jwt, KeyObject', ...peer, serve: () => withExpressJwt(secretKey()) },
  { name: OAUTH2, ...peer, serve: withOauth2JwtBearer },
  { name: 'cors + passport-jwt', ...peer, serve: withPassportJwt },
  { name: 'cors + hand-written jose', ...peer, serve: withJose },
  { name: REFUSES_UNLISTED, traffic: 'unlisted', status: 403, serve: withAsapGuard },
  { name: REFUSES_EXPIRED, traffic: 'expired', status: 401, serve: withAsapGuard },
]
