import { AsapGuardError } from '../errors.js'
import { quoted } from '../quoted.js'

/** The refusal of a proof that is there and is not right. */
export const invalid = (detail: string, options?: ErrorOptions) =>
  new AsapGuardError('proof_invalid', detail, options)

/** A member of a proof, as a message can hold it: a text in quotes, of anything else what it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  return value === undefined ? 'missing' : 'not a text'
}
