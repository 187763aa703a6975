import { quoted } from '../quoted.js'

/** What people overlook, and how to write an issuer without it. */
const DIFFERENCES: readonly (readonly [name: string, without: (issuer: string) => string])[] = [
  ['letter case', (issuer) => issuer.toLowerCase()],
  ['http for https', (issuer) => issuer.replace(/^https:/, 'http:')],
  ['a slash at the end', (issuer) => issuer.replace(/\/$/, '')],
]

/**
 * Says which accepted issuer is nearly, but not quite, that of a token; `undefined` if none is. The token is
 * not quoted.
 */
export function issuerNearMiss(issuer: string, accepted: readonly string[]): string | undefined {
  const near = accepted.find((candidate) => areSame(issuer, candidate))
  if (near === undefined || accepted.includes(issuer)) return undefined
  const found = DIFFERENCES.filter((difference) => !areSame(issuer, near, difference)).map(([name]) => name)
  return `iss is the accepted issuer ${quoted(near)} but for ${found.join(' and ')}: the two must be equal`
}

/** Whether two issuers are the same but for the differences, all of them or all but one. */
function areSame(one: string, other: string, counted?: (typeof DIFFERENCES)[number]): boolean {
  const plain = (issuer: string) =>
    DIFFERENCES.reduce((text, difference) => (difference === counted ? text : difference[1](text)), issuer)
  return plain(one) === plain(other)
}
