import type { JsonObject } from '../compact-jws.js'
import type { Domain } from '../domains/domains.js'
import type { VerificationKey } from '../keys/key-source.js'
import type { TokenHeader } from './header.js'
import type { Times } from './times.js'

/** A token whose signature, times and registered claims are good. Requests may share it: hand out copies. */
export interface VerifiedToken {
  readonly token: string
  readonly header: TokenHeader
  readonly payload: JsonObject
  readonly key: VerificationKey
  readonly times: Times
  /** The earlier of its ends, in milliseconds since 1970, without tolerance. */
  readonly expiresAt: number
  /** Where the token may be used; `undefined` when tokens are not bound. */
  readonly sites: readonly Domain[] | undefined
}
