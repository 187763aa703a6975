import { AsapGuardError } from '../errors.js'

/** The members of a JOSE header (RFC 7515 §4.1) that matter here; others are there, too, and trusted with nothing. */
export interface TokenHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [member: string]: unknown
}

export type JsonObject = Readonly<Record<string, unknown>>

export interface DecodedToken {
  readonly header: TokenHeader
  readonly payload: JsonObject
  /** The JSON texts, for a copy that is somebody's own. */
  readonly headerText: string
  readonly payloadText: string
}

/** Far more than an access token needs, and little enough to decode for a stranger. */
const LONGEST_TOKEN = 8192

/** RFC 4648 §5 without padding, with the unused bits of the last character zero (§3.5): one spelling for each value. */
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart, without trusting it.
 *
 * @throws {AsapGuardError} `token_malformed`, or `token_algorithm` when the header names none.
 */
export function decodeToken(token: string): DecodedToken {
  if (token.length > LONGEST_TOKEN) throw malformed(`longer than ${LONGEST_TOKEN} bytes`)
  const parts = token.split('.', 4)
  if (parts.length !== 3) throw malformed('not three parts joined with dots')
  if (!parts.every((part) => BASE64URL.test(part))) throw malformed('a part that is not canonical base64url')

  const headerText = decodeText(parts[0] as string, 'header')
  const header = parseObject(headerText, 'header')
  checkHeader(header)
  const payloadText = decodeText(parts[1] as string, 'payload')
  return { header, headerText, payload: parseObject(payloadText, 'payload'), payloadText }
}

function decodeText(part: string, name: string): string {
  try {
    return utf8.decode(Buffer.from(part, 'base64url'))
  } catch {
    throw malformed(`the ${name} is not UTF-8`)
  }
}

/** Of repeated members the last counts (RFC 7515 §4 allows that). The parser's own message would quote the token. */
function parseObject(text: string, name: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(`the ${name} is not JSON`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw malformed(`the ${name} is not a JSON object`)
}

function checkHeader(header: JsonObject): asserts header is TokenHeader {
  const { alg, kid, typ, crit, b64 } = header
  // RFC 7515 §4.1.11: an extension that is not understood must be refused, and none is understood here.
  if (crit !== undefined) throw malformed('the header has "crit"')
  if (b64 !== undefined) throw malformed('the header has "b64" (RFC 7797)')
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) throw malformed('"kid" is not a non-empty string')
  if (typ !== undefined && !(typeof typ === 'string' && isJwtType(typ))) throw malformed('"typ" is not JWT or at+jwt')
  if (typeof alg !== 'string') throw new AsapGuardError('token_algorithm', 'the header names no "alg"')
}

/** RFC 7519 §5.1, RFC 9068 §2.1: media types, compared without letter case, `application/` optional (RFC 7515 §4.1.9). */
function isJwtType(type: string): boolean {
  const subtype = type.toLowerCase().replace(/^application\//, '')
  return subtype === 'jwt' || subtype === 'at+jwt'
}

const malformed = (detail: string) => new AsapGuardError('token_malformed', detail)
