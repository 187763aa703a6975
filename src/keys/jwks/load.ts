import { createPublicKey } from 'node:crypto'
import { quoted } from '../../quoted.js'
import type { Algorithm } from '../algorithms.js'
import type { VerificationKey } from '../key-source.js'
import { fetchJwks } from './fetch.js'
import { type JwksMembers, readMembers } from './members.js'
import { JwksProblem } from './problem.js'

export interface JwksLocation {
  readonly uri: string
  /** What each key is narrowed to. */
  readonly algorithms: readonly Algorithm[]
  /** For a whole fetch, in seconds. */
  readonly timeout: number
}

/**
 * Fetches a JWK Set and has jwks-rsa read it. It gets members that were judged before: it would let weak keys pass, and
 * lose the whole set to one `null`.
 *
 * @throws {JwksProblem} also for a set without a usable key.
 */
export async function loadJwks({ uri, algorithms, timeout }: JwksLocation): Promise<JwksMembers> {
  // Loaded with the first set: a guard whose keys stand in its configuration does without it.
  const { default: jwksClient } = await import('jwks-rsa')
  const { keys, skipped } = readMembers(await fetchJwks(uri, timeout), algorithms)
  if (keys.length === 0) throw new JwksProblem(`has no usable key${reasons(skipped)}`)

  const fetcher = async () => ({ keys: keys.map(jwkOf) })
  const client = jwksClient({ jwksUri: uri, fetcher, cache: false, rateLimit: false })
  const signingKeys = await client.getSigningKeys()
  return {
    keys: signingKeys.map((signingKey) => ({
      ...(keys[Number(signingKey.kid)] as VerificationKey),
      key: createPublicKey(signingKey.getPublicKey()),
    })),
    skipped,
  }
}

/** jwks-rsa keeps `kid` as it is, so the place in the list tells which key it has read: a member may have no name. */
function jwkOf({ key, algorithms }: VerificationKey, index: number) {
  return { ...key.export({ format: 'jwk' }), kid: String(index), alg: algorithms[0], use: 'sig' }
}

/** Enough of them to tell what is wrong, however long the set is. */
const MOST_REASONS = 5

function reasons(skipped: JwksMembers['skipped']): string {
  const shown = skipped
    .slice(0, MOST_REASONS)
    .map(({ kid, reason }) => `${kid === undefined ? 'a key without kid' : quoted(kid)} ${reason}`)
  if (skipped.length > MOST_REASONS) shown.push(`and ${skipped.length - MOST_REASONS} more`)
  return shown.length === 0 ? ': the list is empty' : `: ${shown.join('; ')}`
}
