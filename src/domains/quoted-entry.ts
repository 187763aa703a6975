import { looksLikeToken } from '../looks-like-token.js'
import { quoted } from '../quoted.js'
import { USER_INFORMATION } from './user-information.js'

/**
 * The longest text without a dot or colon that is taken for a host, and not for a secret in the wrong place.
 */
const LONGEST_NAME_SHOWN = 24

/**
 * An entry as a message can quote it. User information and what stands behind the host may be secret and are
 * left out. So is a whole entry that looks like a token or a key: somebody has mixed up two settings.
 */
export function quotedEntry(text: string): string {
  const mayBeKey = /[{}]/.test(text) || (text.length > LONGEST_NAME_SHOWN && !/[.:]/.test(text))
  if (mayBeKey || looksLikeToken(text)) return 'this entry'
  return quoted(text.replace(USER_INFORMATION, '…@').replace(/(?<=[^:/\\])([/\\?#]).+/s, '$1…'))
}
