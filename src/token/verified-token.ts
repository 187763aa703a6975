import type { Domain } from '../domains/domains.js'
import type { VerificationKey } from '../keys/key-source.js'
import type { JsonObject, TokenHeader } from './decode.js'
import type { Times } from './times.js'

/** A token whose signature, times and registered claims are good. It may be shared by requests: hand out copies. */
export interface VerifiedToken {
  readonly token: string
  readonly header: TokenHeader
  readonly payload: JsonObject
  readonly key: VerificationKey
  readonly times: Times
  /** Where the token may be used; `undefined` when tokens are not bound. */
  readonly sites: readonly Domain[] | undefined
}
