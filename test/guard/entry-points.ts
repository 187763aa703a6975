import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { AsapGuardError, asapGuard, checkOrigin, type OriginHeaders, parseDomains } from 'asap-guard'
import express from 'express'
import { afterAll } from 'vitest'
import { WHITELIST } from '../site/origin-cases.js'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { type TestAnswer, testServer } from '../support/server.js'

/** What a caller or an operator learns of a decision. */
interface Decision {
  readonly allowed: boolean
  /** The matched entry, where the entry point tells. */
  readonly domain?: string | undefined
  readonly code?: string | undefined
  /** What is wrong with the answer, whatever was decided. */
  readonly fault?: string | undefined
}

/** `undefined` if the headers cannot be given to this entry point. */
type EntryPoint = (headers: OriginHeaders) => Promise<Decision | undefined>

const token = createJwt()
const domains = parseDomains(WHITELIST)
const guard = asapGuard({ domains: [...WHITELIST], secret: SECRET })

const bearer = { Authorization: `Bearer ${token}` }
const preflight = { 'Access-Control-Request-Method': 'GET' }
const handshake = { ...bearer, Connection: 'Upgrade', Upgrade: 'websocket' }

/** Everything that decides whether a call may come from a site. */
export const ENTRY_POINTS = {
  checkOrigin: async (headers): Promise<Decision> => checkOrigin(domains, headers),
  'guard.explain': async (headers) => explained(headers),
  'guard.check': (headers) => checked(headers),
  'guard.diagnose': (headers) => diagnosed(headers),
  guard: (headers) => overHttp('GET', '/gate', headers, bearer),
  'guard, preflight': (headers) => overHttp('OPTIONS', '/gate', headers, preflight),
  'guard.site': (headers) => overHttp('GET', '/site', headers, {}),
  'guard.site, preflight': (headers) => overHttp('OPTIONS', '/site', headers, preflight),
  'guard.upgrade': (headers) => overHttp('UPGRADE', '/gate', headers, handshake),
} as const satisfies Readonly<Record<string, EntryPoint>>

const app = express()
app.use('/gate', guard, (req, res) => {
  res.json({ domain: guard.auth(req).domain })
})
app.use('/site', guard.site, (req, res) => {
  res.json({ domain: guard.siteOf(req).domain })
})
const server = createServer(app)
server.on('upgrade', guard.upgrade(acceptUpgrade))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => {
  server.close().closeAllConnections()
})
const { send } = testServer(server)

/** Answers as a server that does not upgrade, so that the client of a test reads it like any other answer. */
function acceptUpgrade(req: IncomingMessage, socket: Duplex): void {
  const body = JSON.stringify({ domain: guard.auth(req).domain })
  socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}

function explained(headers: OriginHeaders): Decision {
  const { reason, ...decision } = guard.explain(headers)
  return { ...decision, fault: /^\S.{10,500}\.$/.test(reason) ? undefined : `reason ${reason}` }
}

async function checked(headers: OriginHeaders): Promise<Decision> {
  try {
    const { domain } = await guard.check({ headers }, { token })
    return { allowed: true, domain }
  } catch (error) {
    return { allowed: false, code: error instanceof AsapGuardError ? error.code : String(error) }
  }
}

/** Without a site the token is judged alone. */
async function diagnosed(headers: OriginHeaders): Promise<Decision | undefined> {
  if (headers.origin === undefined && headers.referer === undefined) return undefined
  const { allowed, code } = await guard.diagnose({ token, ...headers })
  return { allowed, code }
}

/** What Node sends in a header, and what HTTP does not cut off at its ends. */
const SENDABLE = /^(?![ \t])[\t\x20-\x7e\x80-\xff]*(?<![ \t])$/

async function overHttp(
  kind: 'GET' | 'OPTIONS' | 'UPGRADE',
  path: string,
  { origin, referer }: OriginHeaders,
  more: Readonly<Record<string, string>>,
): Promise<Decision | undefined> {
  const sent = origin ?? referer ?? ''
  // Without an Origin, no request is a preflight.
  if (!SENDABLE.test(sent) || (kind === 'OPTIONS' && origin === undefined)) return undefined
  const method = kind === 'OPTIONS' ? kind : 'GET'
  const answer = await send({ method, path, headers: { Origin: origin, Referer: referer, ...more } })
  const { status, code, body } = answer
  if (status === 403) return { allowed: false, code, fault: faultOfRefusal(answer, kind, sent) }
  const readable = kind === 'UPGRADE' || mayRead(answer, origin ?? new URL(sent).origin)
  const allowed = status === (kind === 'OPTIONS' ? 204 : 200)
  return {
    allowed,
    domain: kind === 'OPTIONS' ? undefined : JSON.parse(body).domain,
    fault: allowed && readable ? undefined : `status ${status}, readable: ${readable}`,
  }
}

const mayRead = ({ headers }: TestAnswer, origin: string) => headers['access-control-allow-origin'] === origin

/** A refusal lets nobody read it, and repeats nothing of what was sent. */
function faultOfRefusal({ headers, body }: TestAnswer, kind: string, sent: string): string | undefined {
  if (kind !== 'UPGRADE' && headers.vary !== 'Origin') return `Vary: ${headers.vary}`
  const extra = Object.keys(headers).find((name) => name.startsWith('access-control-'))
  if (extra) return `header ${extra}`
  const { 'content-length': _length, date: _date, ...fixed } = headers
  return sent.length > 6 && JSON.stringify([fixed, body]).includes(sent) ? 'reflected' : undefined
}
