import { surroundings } from '../keys/surroundings.js'
import { percentDecoded } from '../percent-decoded.js'
import { LONGEST_TOKEN } from './decode.js'

/** A text that was given as a token, and the token that is probably in it. */
export interface RepairedToken {
  readonly token: string
  /** What had to be taken away or changed; empty if nothing. */
  readonly found: readonly string[]
}

/** URL encoding can make three characters of one. Nothing longer is looked at. */
const LONGEST_TEXT = 3 * LONGEST_TOKEN

interface Repair {
  /** What is wrong, as the end of a sentence about the token. */
  readonly found: (text: string) => string
  /** The text without that; the same text if nothing is wrong. */
  readonly mend: (text: string) => string
}

/**
 * What copying, shells and clients do to a token. The first that changes the text is applied, then all are
 * tried again.
 */
const REPAIRS: readonly Repair[] = [
  {
    // Whatever `mend` takes away is one of the surroundings.
    found: (text) => surroundings(text) as string,
    mend: (text) => {
      if (surroundings(text) === 'is in quotes') return text.slice(1, -1)
      return text
        .replace(/^[\s\u200b\ufeff]+/, '')
        .trimEnd()
        .replace(/\u200b$/, '')
    },
  },
  {
    found: () => 'has a quote at one end',
    mend: (text) => text.replace(/^\\?["'`]/, '').replace(/\\?["'`]$/, ''),
  },
  {
    found: () => 'begins with the name of a header or scheme ("Bearer"), which does not belong to it',
    mend: (text) =>
      text.replace(/^(?:authorization\s{0,9}:\s{0,9})?(?:bearer|dpop|jwt|token)[:=]?\s{1,9}/i, ''),
  },
  { found: () => 'is URL-encoded', mend: percentDecoded },
  { found: () => 'is within JSON', mend: memberOfJson },
  { found: () => 'has line breaks or white space in it', mend: (text) => text.replace(/[\s\u200b]/g, '') },
  { found: () => 'has a comma or semicolon behind it', mend: (text) => text.replace(/[,;]$/, '') },
  {
    found: () => 'is in base64 ("+", "/", "=") where base64url ("-", "_") belongs',
    mend: (text) => text.replace(/=/g, '').replace(/\+/g, '-').replace(/\//g, '_'),
  },
]

/** No text needs as many repairs. */
const MOST_REPAIRS = 20

/**
 * Finds the token in a text that has something around or in it. For messages alone: such a text stays
 * refused.
 */
export function repairToken(text: string): RepairedToken {
  const found = new Set<string>()
  let token = text
  for (let round = 0; round < MOST_REPAIRS && token.length <= LONGEST_TEXT; round++) {
    const repair = REPAIRS.find(({ mend }) => mend(token) !== token)
    if (repair === undefined) break
    found.add(repair.found(token))
    token = repair.mend(token)
  }
  return { token, found: [...found] }
}

/** The answer of a token endpoint, as people copy it whole. */
function memberOfJson(text: string): string {
  if (!text.startsWith('{') || !text.endsWith('}')) return text
  return /"(ey[\w-]+\.[\w-]+\.[\w.-]*)"/.exec(text)?.[1] ?? text
}
