import { BlockList, isIP } from 'node:net'
import { suffixStanding } from '../domains/public-suffix.js'

/** Link-local addresses are not among them: the metadata service of a cloud has one. */
const PRIVATE = new BlockList()
// RFC 1918
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4')
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4')
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4')
// RFC 4193
PRIVATE.addSubnet('fc00::', 7, 'ipv6')

/**
 * Whether a host can only be within a private network: by its address, or by a name that is under no
 * public suffix.
 *
 * @param host as the URL parser spells it, an IPv6 address in brackets
 */
export function isPrivateHost(host: string): boolean {
  const address = host.replace(/[[\]]/g, '')
  const version = isIP(address)
  if (version !== 0) return PRIVATE.check(address, `ipv${version}` as 'ipv4' | 'ipv6')
  // A name with a dot at its end is the same name, which the suffix list does not know.
  return suffixStanding(host.replace(/\.$/, '')) === 'unknown'
}
