import type { JsonObject } from '../compact-jws.js'
import type { Domain } from '../domains/domains.js'
import type { Site } from '../site/site.js'
import type { TokenHeader } from './header.js'
import type { VerifiedToken } from './verified-token.js'

/** Who is calling, and from where. It belongs to one request: changing it changes no other. */
export interface AsapAuth<Payload = JsonObject> {
  /** Tells users from guests, where the option `guests` is set. */
  guest: false
  /** The verified JWT, as it was sent. */
  token: string
  /** Its JOSE header. */
  header: TokenHeader
  /** Its claims: what the `claims` schema made of them, or all of them as they are. */
  payload: Payload
  /**
   * The calling site, as browsers write it; `undefined` for a native app, or where `reportOnly` let a call
   * without one through.
   */
  origin: string | undefined
  /**
   * The entry of the whitelist that the calling site matched. `undefined` for calls from `selfOrigin`,
   * without an origin, from an app, or let through by `reportOnly`.
   */
  domain: Domain | undefined
  /** When the token ends, in milliseconds since 1970, without `clockTolerance`: streams should end then. */
  expiresAt: number
}

/** A caller without a token, where the option `guests` is set. */
export interface AsapGuest {
  guest: true
  token?: undefined
  header?: undefined
  payload?: undefined
  /** The calling site, as browsers write it; `undefined` if `reportOnly` let a call without one through. */
  origin: string | undefined
  /** The entry of the whitelist that the calling site matched; `undefined` as in {@link AsapAuth}. */
  domain: Domain | undefined
  expiresAt?: undefined
}

export function authOf(verified: VerifiedToken, payload: unknown, { origin, domain }: Site): AsapAuth {
  const { token, header, expiresAt } = verified
  return {
    guest: false,
    token,
    header: copyJson(header),
    payload: payload as JsonObject,
    origin,
    domain,
    expiresAt,
  }
}

export function guestAt({ origin, domain }: Site): AsapGuest {
  return {
    guest: true,
    token: undefined,
    header: undefined,
    payload: undefined,
    origin,
    domain,
    expiresAt: undefined,
  }
}

/**
 * A copy of JSON, such as the claims of a remembered token, that shares nothing with it. The function does
 * not call itself: a token can hold lists six thousand levels deep, which is too much for the stack.
 */
export function copyJson<Value extends object>(value: Value): Value {
  const copy = shallowCopy(value)
  const copies: object[] = [copy]
  for (const parent of copies as Record<string, unknown>[]) {
    for (const key in parent) {
      if (!isObject(parent[key]) || !Object.hasOwn(parent, key)) continue
      const copied = shallowCopy(parent[key])
      parent[key] = copied
      copies.push(copied as object)
    }
  }
  return copy
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

function shallowCopy<Value>(value: Value): Value {
  return Array.isArray(value) ? ([...value] as Value) : { ...value }
}
