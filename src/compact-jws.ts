import { isUtf8 } from 'node:buffer'
import type { AsapGuardError } from './errors.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** The refusal of a text that is malformed. The detail never holds a part of the text. */
export type Malformed = (detail: string) => AsapGuardError

/**
 * The header, payload and signature of a compact JWS (RFC 7515 §7.1), still encoded.
 *
 * @throws what `malformed` makes, unless the text has the one form that it can have.
 */
export function partsOf(text: string, malformed: Malformed): readonly [string, string, string] {
  if (!COMPACT.test(text)) throw malformed('not three parts of base64url joined with dots')
  const parts = text.split('.') as [string, string, string]
  if (!parts.every(isCanonical)) throw malformed('a part that is not canonical base64url')
  return parts
}

/** RFC 7515 §7.1: three parts in the alphabet of RFC 4648 §5, without padding. */
const COMPACT = /^[\w-]*\.[\w-]*\.[\w-]*$/

/** RFC 4648 §3.5: unused bits of the last character are zero, so that each value has one spelling. */
function isCanonical(part: string): boolean {
  const last = part.charAt(part.length - 1)
  switch (part.length % 4) {
    case 0:
      return true
    case 2:
      return 'AQgw'.includes(last)
    case 3:
      return 'AEIMQUYcgkosw048'.includes(last)
    default:
      return false
  }
}

/**
 * The JSON object in one part of a JWS. Of repeated members the last counts (RFC 7515 §4 allows that).
 *
 * @param name what a refusal calls the part
 * @throws what `malformed` makes: the message of the JSON parser would quote the text.
 */
export function decodeObject(part: string, name: string, malformed: Malformed): JsonObject {
  const bytes = Buffer.from(part, 'base64url')
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`)
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    throw malformed(`the ${name} is not JSON`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw malformed(`the ${name} is not a JSON object`)
}
