import { ANDROID_ASSETS_HOST } from '../android-assets-host.js'
import { isLoopback, LOOPBACK_ADDRESSES } from '../loopback.js'
import { hasSuffixesBelow, suffixStanding } from './public-suffix.js'

const ANDROID_ASSETS = `every Android app may call itself ${ANDROID_ASSETS_HOST}: list it in apps.origins`

/** What is wrong where nobody in particular owns all the names that an entry stands for. */
export function ownerProblem(
  wildcard: boolean,
  host: string,
  allowInternalHosts: boolean,
): string | undefined {
  if (isLoopback(host)) return loopbackProblem(wildcard, host)
  if (host === ANDROID_ASSETS_HOST || (wildcard && ANDROID_ASSETS_HOST.endsWith(`.${host}`)))
    return ANDROID_ASSETS
  switch (suffixStanding(host)) {
    case 'suffix':
      return 'a public suffix: anyone can register under it, so list your own host below it'
    case 'below':
      return wildcard && hasSuffixesBelow(host) ? suffixesBelow(host) : undefined
    case 'unknown':
      return internalProblem(wildcard, allowInternalHosts)
  }
}

/** Names under `localhost` never leave the machine (RFC 6761 §6.3). There are none under an address. */
function loopbackProblem(wildcard: boolean, host: string): string | undefined {
  return wildcard && LOOPBACK_ADDRESSES.has(host)
    ? 'a loopback address has no subdomains to approve: remove the "*."'
    : undefined
}

const suffixesBelow = (host: string) =>
  `some names below ${host} are public suffixes, where anyone can register: list the hosts themselves`

function internalProblem(wildcard: boolean, allowInternalHosts: boolean): string | undefined {
  if (!allowInternalHosts)
    return 'under no known public suffix: a typing error? (allowInternalHosts accepts internal names)'
  return wildcard ? 'an internal name can be listed exactly, but not behind "*."' : undefined
}
