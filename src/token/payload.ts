import { z } from 'zod'
import { AsapGuardError } from '../errors.js'
import type { JsonObject } from './decode.js'

/** The schema of a payload, of zod 4. */
export type ClaimsSchema<Payload = unknown> = z.ZodType<Payload>

/** Without a schema, the payload is any JSON object. */
export type AnyClaims = ClaimsSchema<Record<string, unknown>>

/** What a schema makes of a payload. */
export type PayloadOf<Claims extends ClaimsSchema> = z.output<Claims>

/**
 * The payload of a user token of ASAP, the help widget, beside its times (`not_before`, `not_after` in milliseconds).
 * Other claims are kept as they are.
 */
export const asapClaims = z.looseObject({
  email: z.email(),
  email_verified: z.literal(true),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  not_before: z.number().optional(),
  not_after: z.number().optional(),
})

/**
 * What the schema makes of a payload: at once, or later if the schema has asynchronous parts.
 *
 * @throws {AsapGuardError} `token_claims`; its `detail` names claims and rules, never values.
 */
export function readPayload<Output>(
  schema: z.ZodType<Output>,
  payload: JsonObject,
): Output | Promise<Output> {
  try {
    // Not safeParse(): on an asynchronous schema it throws and leaves the promise behind, whose rejection nobody hears.
    const context: z.core.ParseContextInternal = { async: true }
    const result = schema._zod.run({ value: payload, issues: [] }, context)
    return result instanceof Promise ? result.then(output<Output>, refuse) : output<Output>(result)
  } catch (error) {
    return refuse(error)
  }
}

function output<Output>({ value, issues }: z.core.ParsePayload): Output {
  if (issues.length === 0) return value as Output
  const said = issues.map((issue) => z.core.util.finalizeIssue(issue, undefined, z.core.config()))
  throw new AsapGuardError('token_claims', said.map(broken).join('; '))
}

/** A claim and the rule that it breaks. Names of claims come from the token: controls in them are escaped, for logs. */
function broken({ path, message }: z.core.$ZodIssue): string {
  return [...(path.length > 0 ? [path.join('.')] : []), message]
    .join(': ')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`)
}

/** A schema that throws has not said yes. */
function refuse(cause: unknown): never {
  if (cause instanceof AsapGuardError) throw cause
  throw new AsapGuardError('token_claims', 'the `claims` schema threw', { cause })
}
