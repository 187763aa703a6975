import { LOOPBACK_HOSTS } from '../loopback.js'
import { decodePunycode } from './punycode.js'

/** RFC 1035 §2.3.4: the longest label and the longest name. */
const LONGEST_LABEL = 63
export const LONGEST_NAME = 253

/** RFC 952, as RFC 1123 §2.1 relaxes it: letters, digits and hyphens, no hyphen at either end. */
const HOST_LABEL = /^(?!-)[a-z0-9-]+(?<!-)$/

const IP_ADDRESS = /^(?:\[.*\]|[0-9]+(?:\.[0-9]+){3})$/

export type NormalisedHost = { readonly host: string } | { readonly problem: string }

/**
 * The lower-case A-label form of a host, as the WHATWG URL parser gives it (https://url.spec.whatwg.org/#concept-domain-to-ascii).
 * Only letter case may differ from what IDNA would give back: a look-alike that the parser would fold is a problem, so
 * that nobody approves a name other than the one that they read.
 */
export function normaliseHost(text: string): NormalisedHost {
  const lowered = lowerCase(text)
  if (LOOPBACK_HOSTS.has(lowered)) return { host: lowered }

  const host = parsedHost(lowered)
  if (host === undefined) return { problem: 'not a host name that browsers accept' }
  if (IP_ADDRESS.test(host)) {
    return { problem: 'an IP address: only the loopback addresses 127.0.0.1 and [::1] can be listed' }
  }

  const labels = host.split('.')
  const written = lowered.split('.')
  if (labels.some((label) => label.length > LONGEST_LABEL)) {
    return { problem: `a label of more than ${LONGEST_LABEL} characters` }
  }
  if (host.length > LONGEST_NAME) return { problem: `a name of more than ${LONGEST_NAME} characters` }
  if (
    labels.length !== written.length ||
    !labels.every((label, i) => isSpelling(written[i] as string, label))
  ) {
    return { problem: 'not the normal spelling of that name: browsers would send another one' }
  }
  if (!labels.every((label) => HOST_LABEL.test(label))) {
    return { problem: 'a label that is not made of letters, digits and inner hyphens' }
  }
  return { host }
}

/** Whether `written` is the A-label itself or the U-label that stands for it (RFC 5890 §2.3.2.1). */
function isSpelling(written: string, label: string): boolean {
  if (!label.startsWith('xn--')) return written === label
  const unicode = decodePunycode(label.slice('xn--'.length))
  if (unicode === undefined || parsedHost(unicode) !== label) return false
  return written === label || written === unicode
}

/** `undefined` if the URL parser takes `text` for no host. The caller has ruled out delimiters such as `/` and `@`. */
export function parsedHost(text: string): string | undefined {
  try {
    return new URL(`https://${text}`).hostname
  } catch {
    return undefined
  }
}

/** Lower case, except for letters that would turn into ASCII (KELVIN SIGN, `K`): those are look-alikes, not capitals. */
function lowerCase(text: string): string {
  return text.replace(/\p{Lu}/gu, (letter) => {
    const lowered = letter.toLowerCase()
    return isAscii(letter) === isAscii(lowered) ? lowered : letter
  })
}

const isAscii = (text: string) => text.charCodeAt(0) < 0x80
