import type { JsonObject } from '../compact-jws.js'
import { LONGEST_TOKEN } from './decode.js'

/** What can be read of a token that may be malformed. Nothing of it is verified: it is for messages alone. */
export interface LooseToken {
  readonly parts: readonly string[]
  readonly header: JsonObject | undefined
  readonly payload: JsonObject | undefined
}

/** Reads as much of a token as possible, so that one mistake does not hide another. It never throws. */
export function readLoosely(token: string): LooseToken {
  if (token.length > LONGEST_TOKEN) return { parts: [], header: undefined, payload: undefined }
  const parts = token.split('.')
  const [header, payload] = token.split('.', 2).map(objectIn)
  return { parts, header, payload: parts.length === 3 ? payload : undefined }
}

function objectIn(part: string): JsonObject | undefined {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    // No JSON.
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}
