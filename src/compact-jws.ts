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
  const headerEnd = text.indexOf('.')
  const payloadEnd = text.lastIndexOf('.')
  const header = text.slice(0, headerEnd)
  const payload = text.slice(headerEnd + 1, payloadEnd)
  const signature = text.slice(payloadEnd + 1)
  if (!(isCanonical(header) && isCanonical(payload) && isCanonical(signature)))
    throw malformed('a part that is not canonical base64url')
  return [header, payload, signature]
}

/** RFC 7515 §7.1: three parts in the alphabet of RFC 4648 §5, without padding. */
const COMPACT = /^[\w-]*\.[\w-]*\.[\w-]*$/

/** RFC 4648 §3.5: unused bits of the last character are zero, so that each value has one spelling. */
function isCanonical(part: string): boolean {
  const last = part.charAt(part.length - 1)
  const left = part.length % 4
  if (left === 0) return true
  if (left === 2) return 'AQgw'.includes(last)
  return left === 3 && 'AEIMQUYcgkosw048'.includes(last)
}

/**
 * The bytes of a part. If they are JSON at all, they are an object: no other JSON begins with a brace (RFC
 * 8259 §2).
 *
 * @param name what a refusal calls the part
 * @throws what `malformed` makes.
 */
export function bytesOfObject(part: string, name: string, malformed: Malformed): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`)
  if (bytes.find(isNoSpace) !== OPENING_BRACE) throw malformed(`the ${name} is not a JSON object`)
  return bytes
}

const OPENING_BRACE = 0x7b

/** RFC 8259 §2: space, tab, line feed and carriage return. */
const isNoSpace = (byte: number) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d

/**
 * The JSON object that a part holds. Of repeated members the last counts, which RFC 7515 §4 allows.
 *
 * @param name what a refusal calls the part
 * @throws what `malformed` makes.
 */
export function decodeObject(part: string, name: string, malformed: Malformed): JsonObject {
  const bytes = bytesOfObject(part, name, malformed)
  try {
    return JSON.parse(bytes.toString())
  } catch {
    // The parser's own message would quote the text.
    throw malformed(`the ${name} is not JSON`)
  }
}
