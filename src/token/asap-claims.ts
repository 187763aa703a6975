import { z } from 'zod'

/** What stands between the dots of a local part, in any language (RFC 6531 §3.3), if it needs no quotes. */
const ATOM = String.raw`[^\p{C}\p{Z}"(),.:;<>@[\\\]]+`
/** A label of a domain, as people write it or in punycode. */
const LABEL = String.raw`(?!-)[\p{L}\p{M}\p{N}-]+(?<!-)`

/** An address whose domain has two labels or more. No part can hold a dot, so the test takes linear time. */
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?=..)${LABEL}$`, 'u')

/**
 * The payload of a user token of ASAP, the help widget. The address may be international, and names may be
 * null. `not_before` and `not_after` are in milliseconds. Other claims are kept as they are.
 */
export const asapClaims = z.looseObject({
  email: z.email({ pattern: EMAIL }),
  email_verified: z.literal(true),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  not_before: z.number().optional(),
  not_after: z.number().optional(),
})
