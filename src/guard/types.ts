import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OriginHeaders } from '../site/calling-origin.js'
import type { OriginExplanation } from '../site/explain.js'
import type { AsapAuth } from '../token/auth.js'

/** Hands a request on, or an error. */
export type Next = (error?: unknown) => void

/** What every guard is: a middleware. Mount it with `app.use`, before body parsers: `app.get` would see no preflight. */
export interface AsapMiddleware<Payload> {
  /** Lets a request through that comes from an approved site with a valid token, and sets `req.auth`. */
  (req: IncomingMessage, res: ServerResponse, next: Next): void
  /** For pages in a frame: only approved sites may frame them (CSP `frame-ancestors`). Asks for no token. */
  embed(req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * Who is calling, typed by the `claims` schema.
   *
   * @throws {TypeError} if this guard did not let the request through.
   */
  auth(req: IncomingMessage): AsapAuth<Payload>
}

/** The guard of one tenant. */
export interface AsapGuard<Payload = Record<string, unknown>> extends AsapMiddleware<Payload> {
  /** Why a site would be let in or refused, in a sentence for people. Changes nothing. */
  explain(headers: OriginHeaders): OriginExplanation
  /**
   * Resolves when the keys are at hand. Calling it is optional.
   *
   * @throws {AsapGuardError} `keys_unavailable`; its `detail` says what went wrong and what to check.
   */
  ready(): Promise<void>
}

/** The guard of many tenants. */
export interface AsapTenantGuard<Payload = Record<string, unknown>> extends AsapMiddleware<Payload> {
  /**
   * Why a tenant would let a site in or refuse it, in a sentence for people.
   *
   * @throws {AsapGuardError} `tenant_unknown` or `tenant_unavailable`.
   */
  explain(headers: OriginHeaders & { readonly tenant: string }): Promise<OriginExplanation>
  /**
   * Resolves when the configuration of a tenant and its keys are at hand.
   *
   * @throws {AsapGuardError} `tenant_unknown`, `tenant_unavailable` or `keys_unavailable`.
   */
  ready(tenant: string): Promise<void>
  /** Drops the configuration of a tenant, or of all: the next request loads it anew. Keys of unchanged sets stay. */
  reload(tenant?: string): void
}
