import type { Domain } from '../domains/domains.js'
import type { JsonObject, TokenHeader } from './decode.js'

/** Who is calling, and from where. It belongs to one request: changing it changes no other. */
export interface AsapAuth<Payload = JsonObject> {
  /** The verified JWT, as it was sent. */
  token: string
  /** Its JOSE header. */
  header: TokenHeader
  /** Its claims: what the `claims` schema made of them, or all of them as they are. */
  payload: Payload
  /** The calling site, as browsers write it; `undefined` for a native app. */
  origin: string | undefined
  /**
   * The entry of the whitelist that the calling site matched. `undefined` for calls from `selfOrigin`, without an
   * origin, or let through by `reportOnly`.
   */
  domain: Domain | undefined
}

/**
 * A copy of a JSON value, such as the claims of a remembered token, that shares nothing with it. One frame of the stack
 * for each level: a token can hold three thousand.
 */
export function copyJson<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value) ? ([...value] as Value & unknown[]) : { ...value }
  for (const key in copy) {
    if (typeof copy[key] === 'object' && Object.hasOwn(copy, key)) copy[key] = copyJson(copy[key])
  }
  return copy
}
