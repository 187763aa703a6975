import { AsapGuardError } from '../errors.js'
import { quoted } from '../quoted.js'

/** The refusal of a proof that is there and is not right. */
export const invalid = (detail: string, options?: ErrorOptions) =>
  new AsapGuardError('proof_invalid', detail, options)

/** A member of a proof for a message: a text in quotes, or `missing` or `not a text`. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  return value === undefined ? 'missing' : 'not a text'
}
