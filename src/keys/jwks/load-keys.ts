import { quoted } from '../../quoted.js'
import type { Algorithm } from '../algorithms.js'
import { NO_PUBLIC_JWK } from '../jwk-form.js'
import { fetchMembers, type JwksLocation } from './fetch-members.js'
import { checkMembers, type SkippedMember } from './members.js'
import { JwksProblem } from './problem.js'
import { signingKeysOf, unreadOf } from './signing-keys.js'
import { type UsableKeys, usableKeys } from './usable-keys.js'

/**
 * Fetches a JWK Set and keeps the keys that may verify tokens. First the members are checked as plain JSON,
 * then jwks-rsa makes keys of them, then the keys are judged. A bad member is skipped, and the others are
 * kept.
 *
 * @param algorithms those that keys of the set may be used with.
 * @throws {JwksProblem} also if no key is usable.
 */
export async function loadKeys(
  location: JwksLocation,
  algorithms: readonly Algorithm[],
): Promise<UsableKeys> {
  const members = checkMembers(await fetchMembers(location))
  const signingKeys = await signingKeysOf(members.jwks)
  const usable = usableKeys(signingKeys, algorithms)
  const unread = unreadOf(members.jwks, signingKeys).map(({ kid }) => ({ kid, reason: NO_PUBLIC_JWK }))
  const skipped = [...members.skipped, ...unread, ...usable.skipped]
  if (usable.keys.length === 0) throw new JwksProblem(`has no usable key${reasons(skipped)}`)
  return { keys: usable.keys, skipped }
}

/** How many skipped members a message names. */
const MOST_REASONS = 5

function reasons(skipped: readonly SkippedMember[]): string {
  const shown = skipped
    .slice(0, MOST_REASONS)
    .map(({ kid, reason }) => `${kid === undefined ? 'a key without kid' : quoted(kid)} ${reason}`)
  if (skipped.length > MOST_REASONS) shown.push(`and ${skipped.length - MOST_REASONS} more`)
  return shown.length === 0 ? ': the list is empty' : `: ${shown.join('; ')}`
}
