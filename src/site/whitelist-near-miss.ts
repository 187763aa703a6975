import { type Domain, safeParseDomains } from '../domains/domains.js'
import { LONGEST_NAME } from '../domains/host-name.js'
import { isHttpsOrLoopback, isLoopback } from '../loopback.js'
import { differsInOneLetter } from './differs-in-one-letter.js'
import { matchesHost, type Pattern, patternsOf } from './origin.js'

/**
 * Which entry of a whitelist comes close to a site that it does not approve, and what to list, in a sentence.
 * It is for operators alone: a caller must not learn what the whitelist holds.
 */
export function whitelistNearMiss(domains: readonly Domain[], site: URL): string | undefined {
  if (site.hostname.length > LONGEST_NAME) return undefined
  const entries = patternsOf(domains)
  for (const nearMiss of NEAR_MISSES) {
    for (const entry of entries) {
      const sentence = nearMiss(entry, site)
      if (sentence !== undefined) return sentence
    }
  }
  return undefined
}

type NearMiss = (entry: Pattern, site: URL) => string | undefined

/** The surest first. */
const NEAR_MISSES: readonly NearMiss[] = [
  otherPort,
  wildcardWithoutOwnName,
  subdomain,
  nameWithoutWww,
  otherLoopbackHost,
  oneLetterOff,
]

function otherPort(entry: Pattern, site: URL): string | undefined {
  if (!matchesHost(entry, site.hostname)) return undefined
  const port = entry.port === undefined ? 'the default port' : `port ${entry.port}`
  return listToo(entry, `stands for ${port} alone`, site)
}

/** A host that is listed without "*." has another port: see above. */
function wildcardWithoutOwnName(entry: Pattern, site: URL): string | undefined {
  if (entry.host !== site.hostname) return undefined
  return listToo(entry, `stands for subdomains, not for ${site.hostname} itself`, site)
}

function subdomain(entry: Pattern, site: URL): string | undefined {
  if (entry.wildcard || !site.hostname.endsWith(`.${entry.host}`)) return undefined
  return listToo(entry, 'stands for that host alone', site)
}

function nameWithoutWww(entry: Pattern, site: URL): string | undefined {
  if (entry.wildcard || entry.host !== `www.${site.hostname}`) return undefined
  return listToo(entry, 'stands for that host alone', site)
}

function otherLoopbackHost(entry: Pattern, site: URL): string | undefined {
  if (!isLoopback(entry.host) || !isLoopback(site.hostname)) return undefined
  return listToo(entry, `is another host than ${site.hostname}`, site)
}

/** A name that looks like a listed one may be an attacker's, so no entry is proposed for it. */
function oneLetterOff({ domain, host, wildcard }: Pattern, site: URL): string | undefined {
  const calling = wildcard ? lastLabels(site.hostname, host.split('.').length) : site.hostname
  if (!differsInOneLetter(calling, host)) return undefined
  return `"${domain}" is listed and differs in one letter: either it is misspelt, or this site imitates it.`
}

const lastLabels = (name: string, count: number) => name.split('.').slice(-count).join('.')

/** `undefined` if the site could not be listed, as with `https://*.example.com`. */
function listToo({ domain }: Pattern, standsFor: string, site: URL): string | undefined {
  const proposals = entriesFor(site)
  if (proposals.length === 0) return undefined
  const https = isHttpsOrLoopback(site) ? '' : ' and serve it over https'
  const fix = `list ${proposals.join(' or ')} as well${https}`
  return `"${domain}" is listed, which ${standsFor}. If the site is yours, ${fix}.`
}

/** The entries that would let a site in, quoted. */
function entriesFor({ hostname, port }: URL): readonly string[] {
  // No site has such a name, and as an entry it would stand for all subdomains.
  if (hostname.startsWith('*')) return []
  // Any port can be listed for loopback hosts only.
  const entries = [`${hostname}${port && `:${port}`}`, `${hostname}:*`]
  return entries.filter(meansItself).map((entry) => `"${entry}"`)
}

/** Port 443 does not: it means the default port, and a page that names it is not on https. */
function meansItself(entry: string): boolean {
  const parsed = safeParseDomains([entry], { allowInternalHosts: true })
  return parsed.success && parsed.data[0] === entry
}
