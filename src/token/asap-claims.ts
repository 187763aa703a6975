import { z } from 'zod'

/** What stands between the dots of a local part: characters of any language (RFC 6531 §3.3), but none that needs quotes. */
const ATOM = String.raw`[^\p{C}\p{Z}"(),.:;<>@[\\\]]+`
/** A label of a domain, as people write it or in punycode. */
const LABEL = String.raw`(?!-)[\p{L}\p{M}\p{N}-]+(?<!-)`

/** An address with a domain of two labels or more. The parts exclude the dots between them, so the test takes linear time. */
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?=..)${LABEL}$`, 'u')

/**
 * The payload of a user token of ASAP, the help widget, beside its times (`not_before`, `not_after` in milliseconds).
 * Other claims are kept as they are.
 */
export const asapClaims = z.looseObject({
  email: z.email({ pattern: EMAIL }),
  email_verified: z.literal(true),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  not_before: z.number().optional(),
  not_after: z.number().optional(),
})
