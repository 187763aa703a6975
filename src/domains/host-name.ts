import { LOOPBACK_ADDRESSES } from '../loopback.js'
import { parsedUrl } from '../parsed-url.js'
import { decodePunycode } from './punycode.js'

/** RFC 1035 §2.3.4: the longest label and the longest name. */
const LONGEST_LABEL = 63
export const LONGEST_NAME = 253

/** RFC 952, as RFC 1123 §2.1 relaxes it: letters, digits and hyphens, no hyphen at either end. */
const HOST_LABEL = /^(?!-)[a-z0-9-]+(?<!-)$/

/** The URL parser gives IPv6 brackets, and takes a name that ends in a number for IPv4. */
const IP_ADDRESS = /(?:\]|\.[0-9]+)$/

/** Without U+0130 and KELVIN SIGN, which would turn into ASCII: they are look-alikes, no capitals. */
const CAPITAL = /(?![\u0130\u212a])\p{Lu}/gu

/**
 * What a server binds to when it listens on every address of a machine. A page is opened at `localhost`
 * instead.
 */
export const LISTENING_ADDRESSES: ReadonlySet<string> = new Set(['0.0.0.0', '[::]'])

export type NormalisedHost = { readonly host: string } | { readonly problem: string }

/**
 * The lower-case A-label form of a host, as the WHATWG URL parser gives it
 * (https://url.spec.whatwg.org/#concept-domain-to-ascii). Only letter case may differ from what IDNA would
 * give back: a look-alike that the parser would fold is a problem, so that nobody approves a name other than
 * the one that they read.
 */
export function normaliseHost(text: string): NormalisedHost {
  const lowered = lowerCase(text)
  if (LOOPBACK_ADDRESSES.has(lowered)) return { host: lowered }
  const host = parsedHost(text)
  if (host === undefined) return { problem: 'not a host name that browsers accept' }
  const problem = addressProblem(host) ?? lengthProblem(host) ?? spellingProblem(lowered, host)
  return problem === undefined ? { host } : { problem }
}

function addressProblem(host: string): string | undefined {
  if (LISTENING_ADDRESSES.has(host))
    return 'an IP address that servers listen on: list localhost, and open the page at http://localhost'
  if (IP_ADDRESS.test(host))
    return 'an IP address: list a host name (of the addresses, only 127.0.0.1 and [::1] can be listed)'
  return undefined
}

function lengthProblem(host: string): string | undefined {
  if (host.split('.').some((label) => label.length > LONGEST_LABEL))
    return `a label of more than ${LONGEST_LABEL} characters`
  return host.length > LONGEST_NAME ? `a name of more than ${LONGEST_NAME} characters` : undefined
}

function spellingProblem(written: string, host: string): string | undefined {
  const labels = host.split('.')
  const writtenLabels = written.split('.')
  const isNormal =
    labels.length === writtenLabels.length &&
    labels.every((label, index) => isSpelling(writtenLabels[index] as string, label))
  if (!isNormal) return 'not the normal spelling of that name: browsers would send another one'
  if (labels.every((label) => HOST_LABEL.test(label))) return undefined
  return 'a label that is not made of letters, digits and inner hyphens'
}

/** Whether `written` is the A-label itself or the U-label that stands for it (RFC 5890 §2.3.2.1). */
function isSpelling(written: string, label: string): boolean {
  if (!label.startsWith('xn--')) return written === label
  const unicode = decodePunycode(label.slice('xn--'.length))
  // Stryker disable next-line ConditionalExpression,BooleanLiteral: on Node 20 the URL parser has refused it.
  if (unicode === undefined) return false
  return parsedHost(unicode) === label && (written === label || written === unicode)
}

/**
 * `undefined` if the URL parser takes `text` for no host. The caller has ruled out delimiters such as `/` and
 * `@`.
 */
export const parsedHost = (text: string) => parsedUrl(`https://${text}`)?.hostname

const lowerCase = (text: string) => text.replace(CAPITAL, (letter) => letter.toLowerCase())
