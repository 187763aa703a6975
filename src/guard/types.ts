import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { OriginHeaders } from '../site/calling-origin.js'
import type { OriginExplanation } from '../site/explain.js'
import type { AsapAuth, AsapGuest } from '../token/auth.js'
import type { AsapSite } from './admissions.js'
import type { AsapCheckOptions, AsapRequest } from './bare-check.js'
import type { AsapDiagnosis, AsapDiagnosisQuestion } from './diagnose.js'
import type { AcceptUpgrade, AsapUpgradeOptions } from './upgrade.js'

/** Hands a request on, or an error. */
export type Next = (error?: unknown) => void

/** Who may call: users with a token and, where the option `guests` is set, guests without one. */
export type AsapCaller<Payload, Guests extends boolean> = Guests extends true
  ? AsapAuth<Payload> | AsapGuest
  : AsapAuth<Payload>

/**
 * What every guard is: a middleware. Mount it with `app.use`, before body parsers: `app.get` would see no
 * preflight.
 */
export interface AsapMiddleware<Payload, Guests extends boolean = false> {
  /**
   * The gate: lets a request through that comes from an approved site with a valid token, and sets
   * `req.auth`.
   */
  (req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * A middleware for public routes: the same decision about the calling site, preflights and CORS headers,
   * and no look at any token. Calls of apps pass it; their token is asked for where it is checked.
   */
  site(req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * A middleware for pages in a frame: only approved sites may frame them (CSP `frame-ancestors`). Asks for
   * no token.
   */
  embed(req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * Makes a listener for the event `upgrade` of a `node:http` server: WebSocket handshakes pass the checks of
   * the gate, then `accept` takes them over. A page sends its token as a subprotocol beside another one:
   * `new WebSocket(url, ['chat', 'asap-guard.bearer.' + token])`. The member with the token is taken out of
   * `req`.
   *
   * A refusal is an HTTP answer with a problem document; `onDeny` is not asked. What `accept` throws or
   * rejects with is not caught; the socket is destroyed.
   */
  upgrade(
    accept: AcceptUpgrade,
    options?: AsapUpgradeOptions,
  ): (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  /**
   * The decision alone, for any other transport: no preflight, no answer. For Socket.IO, in `use` of every
   * namespace: `guard.check(socket.request, { token: socket.handshake.auth.token })`.
   *
   * @throws {AsapGuardError} the refusal, as a rejection.
   */
  check(request: AsapRequest, options?: AsapCheckOptions): Promise<AsapCaller<Payload, Guests>>
  /**
   * Who is calling, typed by the `claims` schema.
   *
   * @throws {TypeError} if this guard did not let the request through, or `guard.site` alone did.
   */
  auth(req: IncomingMessage): AsapCaller<Payload, Guests>
  /**
   * Where the request comes from, behind the guard and behind `guard.site`.
   *
   * @throws {TypeError} if neither of them let the request through.
   */
  siteOf(req: IncomingMessage): AsapSite
}

/** The guard of one tenant. */
export interface AsapGuard<Payload = Record<string, unknown>, Guests extends boolean = false>
  extends AsapMiddleware<Payload, Guests> {
  /** Why a site would be let in or refused, in a sentence for people. Changes nothing. */
  explain(headers: OriginHeaders): OriginExplanation
  /**
   * Why a call with this token would be let in or refused: every check that can be made, each in a sentence
   * for people, with the fix. It is for operators: no caller should see it.
   *
   * It asks neither `isRevoked` nor `isReplay`, publishes no decision, and remembers nothing. A key set is
   * fetched as for a request. It never rejects.
   */
  diagnose(question: AsapDiagnosisQuestion): Promise<AsapDiagnosis>
  /**
   * Resolves when the keys are at hand. Calling it is optional.
   *
   * @throws {AsapGuardError} `keys_unavailable`; its `detail` says what went wrong and what to check.
   */
  ready(): Promise<void>
}

/** The guard of many tenants. */
export interface AsapTenantGuard<Payload = Record<string, unknown>, Guests extends boolean = false>
  extends AsapMiddleware<Payload, Guests> {
  /**
   * Why a tenant would let a site in or refuse it, in a sentence for people.
   *
   * @throws {AsapGuardError} `tenant_unknown` or `tenant_unavailable`.
   */
  explain(headers: OriginHeaders & { readonly tenant: string }): Promise<OriginExplanation>
  /**
   * Why a tenant would let in or refuse a call with this token: see `diagnose` of {@link AsapGuard}. For a
   * tenant that does not exist or cannot be loaded it resolves, too, with the code that its requests are
   * refused with.
   */
  diagnose(question: AsapDiagnosisQuestion & { readonly tenant: string }): Promise<AsapDiagnosis>
  /**
   * Resolves when the configuration of a tenant and its keys are at hand.
   *
   * @throws {AsapGuardError} `tenant_unknown`, `tenant_unavailable` or `keys_unavailable`.
   */
  ready(tenant: string): Promise<void>
  /**
   * Drops the configuration of a tenant, or of all: the next request loads it anew. Keys of unchanged sets
   * stay.
   */
  reload(tenant?: string): void
}
