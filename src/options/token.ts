import { z } from 'zod'
import type { AsapAuth } from '../token/auth.js'
import type { AnyClaims, ClaimsSchema, PayloadOf } from '../token/payload.js'
import { addsCheck, functionOf, type ShapeOf, trueOrFalse } from './checks.js'
import type { Request } from './requests.js'

/** How a token is found, remembered and revoked. */
export interface TokenOptions<Claims extends ClaimsSchema = AnyClaims, Guests extends boolean = false> {
  /**
   * Finds the token in another place than `Authorization: Bearer`. It answers at once; undefined, null
   * and an empty text say that there is none. Default: the header.
   */
  readonly getToken?: ((req: Request) => string | null | undefined) | undefined
  /**
   * Whether callers without any token pass, as guests. A token that is there must be good all the same.
   * Default: false.
   */
  readonly guests?: Guests | undefined
  /**
   * Asked on every request with a good token; true refuses it. A throw, or no answer within 5 seconds,
   * is 503 `revocation_unavailable`. It is not asked about guests. Default: no token is
   * revoked.
   */
  readonly isRevoked?:
    | ((auth: AsapAuth<PayloadOf<Claims>>, req: Request) => boolean | Promise<boolean>)
    | undefined
  /** How many verified tokens are remembered, 1 to 1000000; `false`: none. Default: 1000. */
  readonly tokenCache?: number | false | undefined
}

const CACHE_SIZE = 'must be a whole number from 1 to 1000000, or false'

export const tokenShape = {
  getToken: functionOf<NonNullable<TokenOptions['getToken']>>().optional(),
  guests: trueOrFalse.default(false),
  isRevoked: addsCheck(functionOf<NonNullable<TokenOptions['isRevoked']>>()),
  tokenCache: z
    .union([z.literal(false), z.int().min(1, CACHE_SIZE).max(1_000_000, CACHE_SIZE)], CACHE_SIZE)
    .default(1000),
} satisfies ShapeOf<TokenOptions<AnyClaims, boolean>>
