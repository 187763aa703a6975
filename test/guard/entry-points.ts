import { checkOrigin, type OriginHeaders, parseDomains } from 'asap-guard'
import { WHITELIST } from '../site/origin-cases.js'
import { createJwt } from '../support/create-jwt.js'
import { helpDesk } from '../support/help-desk.js'
import type { TestAnswer } from '../support/server.js'

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

const domains = parseDomains(WHITELIST)
const Authorization = `Bearer ${createJwt()}`

export const desk = await helpDesk({ domains: [...WHITELIST] }, (app, guard) => {
  app.use((req, res) => {
    res.json({ domain: guard.auth(req).domain })
  })
})

/** Everything that decides whether a call may come from a site. */
export const ENTRY_POINTS: Readonly<Record<string, EntryPoint>> = {
  checkOrigin: async (headers) => checkOrigin(domains, headers),
  'guard.explain': async (headers) => explained(headers),
  'the gate': (headers) => overHttp('GET', headers),
  'the gate, asked by a preflight': async (headers) =>
    headers.origin === undefined ? undefined : overHttp('OPTIONS', headers),
}

function explained(headers: OriginHeaders): Decision {
  const { reason, ...decision } = desk.guard.explain(headers)
  return { ...decision, fault: /^\S.{10,500}\.$/.test(reason) ? undefined : `reason ${reason}` }
}

/** What Node sends in a header, and what HTTP does not cut off at its ends. */
const SENDABLE = /^(?![ \t])[\t\x20-\x7e\x80-\xff]*(?<![ \t])$/

async function overHttp(method: 'GET' | 'OPTIONS', headers: OriginHeaders): Promise<Decision | undefined> {
  const { origin, referer } = headers
  if (!SENDABLE.test(origin ?? referer ?? '')) return undefined
  const asked = method === 'GET' ? { Authorization } : { 'Access-Control-Request-Method': 'GET' }
  const answer = await desk.send({ method, headers: { Origin: origin, Referer: referer, ...asked } })
  const { status, code, body } = answer
  if (status === 403) return { allowed: false, code, fault: faultOfRefusal(answer, origin ?? referer ?? '') }
  const allowed = status === (method === 'GET' ? 200 : 204)
  const readable = answer.headers['access-control-allow-origin'] === (origin ?? new URL(referer ?? '').origin)
  return {
    allowed,
    domain: method === 'GET' ? JSON.parse(body).domain : undefined,
    fault: allowed && readable ? undefined : `status ${status}, readable: ${readable}`,
  }
}

/** A refusal lets nobody read it, and repeats nothing of what was sent. */
function faultOfRefusal({ headers, body }: TestAnswer, sent: string): string | undefined {
  if (headers.vary !== 'Origin') return `Vary: ${headers.vary}`
  const extra = Object.keys(headers).find((name) => name.startsWith('access-control-'))
  if (extra) return `header ${extra}`
  const { 'content-length': _length, date: _date, ...fixed } = headers
  return sent.length > 6 && JSON.stringify([fixed, body]).includes(sent) ? 'reflected' : undefined
}
