import { looksLikeToken } from '../looks-like-token.js'
import { quoted } from '../quoted.js'

/** The shortest secret that is accepted is longer (RFC 7518 §3.2). */
const LONGEST_SHOWN = 24

/** The part of an address that holds no secret: without user information, path, query and fragment. */
const SCHEME_AND_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#@\s,]{1,100}(?=[/\\?#,]|$)/i

const HIDDEN = 'this entry'

/**
 * An entry in quotes, as the subject of a sentence about it. It is not shown where it may be a secret or
 * hold one.
 */
export function shownEntry(entry: string): string {
  if (looksLikeToken(entry)) return HIDDEN
  const [address] = SCHEME_AND_HOST.exec(entry) ?? []
  if (address !== undefined) return quoted(address === entry ? entry : `${address}…`)
  return entry.length <= LONGEST_SHOWN ? quoted(entry) : HIDDEN
}
