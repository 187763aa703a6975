import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AsapDecision, asapGuard } from 'asap-guard'
import { SECRET } from '../../support/create-jwt.js'
import type { RunningEngine } from './engine.js'
import { type Listening, listen } from './listen.js'
import type { WayToCall } from './ways-to-call.js'

/** A request as it arrived at the help desk, and what the guard said: `let in`, or the code of a refusal. */
export interface Recorded {
  readonly isPreflight: boolean
  readonly origin: string
  readonly referer: string
  readonly site: string
  readonly mode: string
  readonly dest: string
  readonly verdict: string
}

/** Stands for a header that was not sent. */
export const ABSENT = '–'

/** How long a browser may take for one call, in milliseconds. */
const PATIENCE = 60_000

/**
 * Has a browser call the help desk, and returns what arrived: the call, behind its preflight if it has one.
 * The site, the help desk and a third server, which redirects, are new each time: nothing is remembered of
 * other calls.
 */
export async function record(engine: RunningEngine, way: WayToCall): Promise<readonly Recorded[]> {
  const site = await listen('localhost')
  const other = await listen('localhost')
  const desk = await listen('127.0.0.1')
  const home = { site, rogue: other, desk, file: desk, nowhere: desk }[way.from]
  const folder = await mkdtemp(join(tmpdir(), 'page-'))
  const addresses = {
    call: `${desk.origin}/call`,
    redirected: `${other.origin}/call`,
    framed: `${home.origin}/framed`,
  }
  const file = join(folder, 'page.html')
  const page = way.page(addresses)
  await writeFile(file, page)

  const recorded: Recorded[] = []
  const decided = new EventEmitter()
  let latest: Omit<Recorded, 'verdict'> | undefined
  function onDecision(message: unknown): void {
    if (latest === undefined) return
    const { code } = message as AsapDecision
    recorded.push({ ...latest, verdict: code ?? 'let in' })
    if (!latest.isPreflight || code !== undefined) decided.emit('call')
  }
  const guard = asapGuard({
    domains: [new URL(site.origin).host],
    selfOrigin: desk.origin,
    secret: SECRET,
    guests: true,
  })
  const upgrade = guard.upgrade((_req, socket) => socket.destroy())

  servePages(home, { '/page': page, '/framed': way.framed?.(addresses) }, way.hides)
  other.server.on('request', (req, res) => {
    if (req.url !== '/call') return
    const headers = { Location: addresses.call, 'Access-Control-Allow-Origin': '*' }
    res.writeHead(307, headers).end()
  })
  desk.server.on('request', (req, res) => {
    if (req.url !== '/call') return
    latest = described(req, home.origin)
    guard(req, res, () => res.end('{}'))
  })
  desk.server.on('upgrade', (req, socket, head) => {
    latest = described(req, home.origin)
    upgrade.call(desk.server, req, socket, head)
  })

  const start = {
    site: `${site.origin}/page`,
    desk: `${desk.origin}/page`,
    rogue: `${other.origin}/page`,
    file: pathToFileURL(file).href,
    nowhere: addresses.call,
  }
  subscribe('asap-guard:decision', onDecision)
  try {
    const call = once(decided, 'call', { signal: AbortSignal.timeout(PATIENCE) }).catch((cause) => {
      throw new Error(`The call did not arrive: ${way.name}`, { cause })
    })
    await Promise.all([call, engine.open(start[way.from])])
    return recorded
  } finally {
    unsubscribe('asap-guard:decision', onDecision)
    for (const { close } of [site, other, desk]) close()
    await rm(folder, { recursive: true })
  }
}

/** What else a browser asks for, such as an icon, is not there. */
function servePages({ server }: Listening, pages: Record<string, string | undefined>, hides: boolean): void {
  server.on('request', (req, res) => {
    const page = pages[req.url ?? '']
    if (req.url === '/call') return
    if (page === undefined) {
      res.writeHead(404).end()
      return
    }
    const type = page.startsWith('<') ? 'text/html' : 'text/javascript'
    res.setHeader('Content-Type', type)
    if (hides) res.setHeader('Referrer-Policy', 'no-referrer')
    res.end(page)
  })
}

function described({ method, headers }: IncomingMessage, pageOrigin: string): Omit<Recorded, 'verdict'> {
  const { origin = ABSENT, referer = ABSENT } = headers
  const sent = (name: string) => String(headers[name] ?? ABSENT)
  return {
    isPreflight: method === 'OPTIONS',
    origin: origin === pageOrigin ? 'page' : origin,
    referer:
      referer === `${pageOrigin}/` ? 'origin' : referer.startsWith(`${pageOrigin}/`) ? 'full' : referer,
    site: sent('sec-fetch-site'),
    mode: sent('sec-fetch-mode'),
    dest: sent('sec-fetch-dest'),
  }
}
