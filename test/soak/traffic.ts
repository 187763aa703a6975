import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { AsapGuardError } from 'asap-guard'
import { testDpopKey } from 'asap-guard/testing'
import { createJwt } from '../support/create-jwt.js'
import { type Backend, DESK, DOMAIN } from './backend.js'
import type { Client } from './client.js'
import type { RotatingKeys } from './keys.js'
import type { changingTenants } from './tenants.js'

/** A request that is made, and what may come of it. */
export interface Attempt {
  readonly what: string
  readonly outcome: string
  readonly right: readonly string[]
}

export interface Road {
  readonly name: string
  /** How many of all requests take this road, in proportion. */
  readonly weight: number
  /** `undefined`: the client went away, and learned nothing. */
  attempt(): Promise<Attempt | undefined>
}

const SITE = `https://${DOMAIN}`

/** One of a list. A list of two kinds of things is drawn from as a whole. */
const one = <Value>(values: readonly Value[]): Value =>
  values[Math.floor(Math.random() * values.length)] as Value

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const now = () => Math.floor(Date.now() / 1000)
const newToken = (claims: object = {}) => createJwt({ sub: randomUUID(), ...claims })

/** Tokens that come again and again, as those of a widget do. Each is renewed within a minute. */
function comingAgain(make: () => string) {
  const made = () => ({ token: make(), renewal: Date.now() + 60_000 * Math.random() })
  const tokens = Array.from({ length: 200 }, made)
  return () => {
    const index = Math.floor(Math.random() * tokens.length)
    const known = tokens[index]
    if (known && Date.now() < known.renewal) return known.token
    const next = made()
    tokens[index] = next
    return next.token
  }
}

/** What says where a call comes from, and what becomes of the call if all else is good. */
type FromSite = readonly [headers: OutgoingHttpHeaders, outcome: string]

const APPROVED: readonly FromSite[] = [
  [{ Origin: SITE }, 'passed'],
  [{ Origin: 'https://a.b.example.org' }, 'passed'],
  [{ Origin: SITE, Referer: 'https://evil.example/' }, 'passed'],
  [{ Referer: `${SITE}/page?a=b` }, 'passed'],
]
const OTHERS: readonly FromSite[] = [
  [{ Origin: 'https://evil.example' }, 'origin_not_whitelisted'],
  [{ Origin: `${SITE}.evil.example` }, 'origin_not_whitelisted'],
  [{ Origin: 'capacitor://localhost' }, 'origin_not_whitelisted'],
  [{ Origin: `http://${DOMAIN}` }, 'origin_insecure'],
  [{ Origin: 'null', Referer: SITE }, 'origin_opaque'],
  [{ Origin: `${SITE}/` }, 'origin_malformed'],
  [{ Origin: [SITE, SITE] }, 'origin_malformed'],
  [{}, 'origin_missing'],
]
const anySite = () => one(Math.random() < 0.75 ? APPROVED : OTHERS)

/** Headers that present a token, and the one outcome that is right. */
function credentials(known: () => string): readonly [headers: OutgoingHttpHeaders, outcome: string] {
  return one<() => readonly [OutgoingHttpHeaders, string]>([
    () => [bearer(known()), 'passed'],
    () => [bearer(known()), 'passed'],
    () => [bearer(newToken()), 'passed'],
    () => [{}, 'token_missing'],
    () => [bearer('no.token'), 'token_malformed'],
    () => [{ Authorization: 'Bearer a b' }, 'request_invalid'],
    () => [{ Authorization: [`Bearer ${known()}`, `Bearer ${known()}`] }, 'request_invalid'],
    () => [
      bearer(createJwt({ secret: 'another secret, which is long enough for HS256' })),
      'token_signature',
    ],
    () => [bearer(tampered(known())), 'token_signature'],
    () => [bearer(newToken({ header: { alg: 'none' } })), 'token_algorithm'],
    () => [bearer(newToken({ iat: now() - 300, exp: now() - 60 })), 'token_expired'],
    () => [bearer(newToken({ nbf: now() + 60 })), 'token_not_active'],
    () => [bearer(newToken({ exp: now() + 7200 })), 'token_lifetime'],
    () => [bearer(newToken({ sub: 1 })), 'token_claims'],
    () => [bearer(newToken({ sub: 'revoked' })), 'token_revoked'],
    () => [bearer(newToken({ cnf: { jkt: 'a' } })), 'token_bound'],
  ])()
}

/** Another payload between the same header and the same signature: it ends as the token does. */
function tampered(token: string): string {
  const [header, , signature] = token.split('.')
  return [header, newToken().split('.')[1], signature].join('.')
}

/** All roads to the backend, and the ways in which clients leave them. */
export function roads(
  desk: Backend,
  { send, handshake, abort, abortHandshake }: Client,
  keys: RotatingKeys,
  tenants: ReturnType<typeof changingTenants>,
): readonly Road[] {
  const known = comingAgain(newToken)
  const widgets = Array.from({ length: 50 }, testDpopKey)

  /** A request whose outcome does not depend on what happens meanwhile. */
  const plain = async (
    path: string,
    headers: OutgoingHttpHeaders,
    right: string,
    method = 'GET',
  ): Promise<Attempt> => {
    const { outcome } = await send({ path, headers, method })
    return { what: `${method} ${path} ${JSON.stringify(headers)}`, outcome, right: [right] }
  }

  /** A call from some site with some token. The site is asked first. */
  function anyCall(): readonly [headers: OutgoingHttpHeaders, outcome: string] {
    const [site, standing] = anySite()
    const [presented, outcome] = credentials(known)
    return [{ ...site, ...presented }, standing === 'passed' ? outcome : standing]
  }

  function gate() {
    const [headers, right] = anyCall()
    return plain('/gate/tickets', headers, right, one(['GET', 'POST', 'DELETE']))
  }

  function guests() {
    const [site, standing] = anySite()
    const [presented, outcome] = one([
      [{}, 'passed'],
      [bearer(known()), 'passed'],
      [bearer('no.token'), 'token_malformed'],
    ] as const)
    return plain('/guests/articles', { ...site, ...presented }, standing === 'passed' ? outcome : standing)
  }

  function site() {
    const [headers, right] = anySite()
    return plain('/site/articles', headers, right)
  }

  async function embed(): Promise<Attempt> {
    const { outcome, response } = await send({ path: '/embed/widget' })
    const policy = response.headers['content-security-policy']
    const what = `the frame with the policy ${policy}`
    const isRight = policy === `frame-ancestors https://${DOMAIN} https://*.example.org`
    return { what, outcome: isRight ? outcome : 'another policy', right: ['passed'] }
  }

  function preflight() {
    const [headers, standing] = anySite()
    const isPreflight = headers.Origin !== undefined
    const asked = { ...headers, 'Access-Control-Request-Method': 'POST' }
    // Without Origin it is an ordinary request, which has no token.
    const right = standing !== 'passed' ? standing : isPreflight ? 'preflight' : 'token_missing'
    return plain('/gate/tickets', asked, right, 'OPTIONS')
  }

  async function webSocket(): Promise<Attempt> {
    const [standing, presented] = [anySite(), one(['subprotocol', 'header', 'none'])]
    const [headers, expected] = standing
    const token = known()
    const offered = presented === 'subprotocol' ? `chat, asap-guard.bearer.${token}` : 'chat'
    const all = {
      ...headers,
      'Sec-WebSocket-Protocol': offered,
      ...(presented === 'header' && bearer(token)),
    }
    const right = expected !== 'passed' ? expected : presented === 'none' ? 'token_missing' : 'passed'
    return {
      what: `a handshake ${JSON.stringify(all)}`,
      outcome: await handshake('/chat', all),
      right: [right],
    }
  }

  async function check(): Promise<Attempt> {
    const [headers, right] = anyCall()
    const what = `guard.check ${JSON.stringify(headers)}`
    try {
      await desk.guards.gate.check({ headers })
      return { what, outcome: 'passed', right: [right] }
    } catch (error) {
      const outcome = error instanceof AsapGuardError ? error.code : String(error)
      return { what, outcome, right: [right] }
    }
  }

  async function dpop(): Promise<Attempt> {
    const key = one(widgets)
    const path = `/dpop/tickets/${Math.floor(Math.random() * 10)}`
    const token = newToken({ cnf: { jkt: key.thumbprint } })
    const url = `${DESK}${path}`
    const presented = (proof: string) => ({ Origin: SITE, Authorization: `DPoP ${token}`, DPoP: proof })
    const fresh = presented(key.createProof({ url, token }))
    const spoilt = (change: object) => presented(key.createProof({ url, token, ...change }))
    switch (
      one(['good', 'good', 'again', 'none', 'other path', 'other method', 'old', 'other key', 'unbound'])
    ) {
      case 'again': {
        const first = await plain(path, fresh, 'passed')
        return first.outcome === 'passed' ? plain(path, fresh, 'proof_replayed') : first
      }
      case 'none':
        return plain(path, { Origin: SITE, ...bearer(token) }, 'proof_missing')
      case 'other path':
        return plain(path, spoilt({ url: `${DESK}/dpop/other` }), 'proof_invalid')
      case 'other method':
        return plain(path, spoilt({ method: 'POST' }), 'proof_invalid')
      case 'old':
        return plain(path, spoilt({ claims: { iat: now() - 60 } }), 'proof_invalid')
      case 'other key':
        return plain(path, presented(testDpopKey().createProof({ url, token })), 'proof_invalid')
      case 'unbound':
        return plain(path, { Origin: SITE, ...bearer(known()) }, 'passed')
      default:
        return plain(path, fresh, 'passed')
    }
  }

  async function jwks(): Promise<Attempt> {
    const which = one(['newest', 'newest', 'former', 'former', 'withdrawn', 'made-up'] as const)
    const token = keys.token(which)
    const right = keys.outcomesOf(token)
    const { outcome } = await send({ path: '/jwks/tickets', headers: { Origin: SITE, ...bearer(token) } })
    return { what: `a token of the ${which} key`, outcome, right: right() }
  }

  async function ofTenants(): Promise<Attempt> {
    const path = '/tenants/tickets'
    const which = one(['own', 'own', 'own', 'older', 'other', 'nobody', 'none'])
    if (which === 'nobody')
      return plain(path, { 'X-Tenant': 'nobody', Origin: SITE, ...bearer(known()) }, 'tenant_unknown')
    if (which === 'none') return plain(path, { Origin: SITE, ...bearer(known()) }, 'tenant_unknown')
    const { headers, outcomes } = tenants.request({
      ...(which === 'older' && { age: 1 }),
      ...(which === 'other' && { of: tenants.any() }),
    })
    const { outcome } = await send({ path, headers })
    return { what: `a token of ${which} tenant: ${JSON.stringify(headers)}`, outcome, right: outcomes() }
  }

  async function aborted(): Promise<undefined> {
    const [headers] = anyCall()
    await abort({
      path: one(['/gate/a', '/guests/a', '/site/a', '/embed/a', '/jwks/a', '/tenants/a']),
      headers,
    })
  }

  async function abortedHandshake(): Promise<undefined> {
    const [headers] = anyCall()
    await abortHandshake('/chat', headers)
  }

  return [
    { name: 'the gate', weight: 28, attempt: gate },
    { name: 'guests', weight: 8, attempt: guests },
    { name: 'the site alone', weight: 8, attempt: site },
    { name: 'frames', weight: 4, attempt: embed },
    { name: 'preflights', weight: 8, attempt: preflight },
    { name: 'WebSockets', weight: 5, attempt: webSocket },
    { name: 'guard.check', weight: 10, attempt: check },
    { name: 'DPoP', weight: 6, attempt: dpop },
    { name: 'a key set', weight: 10, attempt: jwks },
    { name: 'tenants', weight: 10, attempt: ofTenants },
    { name: 'aborted requests', weight: 2, attempt: aborted },
    { name: 'aborted handshakes', weight: 1, attempt: abortedHandshake },
  ]
}
