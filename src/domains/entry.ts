import { isLoopback } from '../loopback.js'
import { entryParts } from './entry-parts.js'
import { LONGEST_NAME, normaliseHost } from './host-name.js'
import { findMistake, meantEntry } from './mistakes.js'
import { ownerProblem } from './owner.js'
import { quotedEntry } from './quoted-entry.js'

/** An entry of the whitelist in normal form: what `parseDomains` returned. */
export type Domain = string & { readonly [domain]: true }
declare const domain: unique symbol

export type ParsedEntry =
  | { readonly domain: Domain }
  | { readonly domain?: undefined; readonly problem: string; readonly suggestion?: string }

/** Long enough for a pasted address, whose host is then suggested. */
const LONGEST_TEXT = 2048

/** Digits alone, no sign, no leading zero. The range is checked apart. */
const PORT = /^[1-9][0-9]{0,4}$/
const HIGHEST_PORT = 65535

/** Parses one entry of the whitelist. A refused one comes with the right spelling, where that can be told. */
export function parseEntry(text: string, allowInternalHosts: boolean): ParsedEntry {
  if (text.length > LONGEST_TEXT)
    return { problem: `${quotedEntry(text)}: longer than ${LONGEST_TEXT} characters` }
  const entry = parseStrictly(text, allowInternalHosts)
  if (entry.domain !== undefined) return entry

  const problem = `${quotedEntry(text)}: ${entry.problem}`
  const meant = meantEntry(text) ?? text
  const corrected = parseStrictly(meant, allowInternalHosts)
  if (corrected.domain !== undefined) return { problem, suggestion: corrected.domain }
  // The right spelling would be refused as well, so both problems are told at once.
  const isSame = corrected.problem === entry.problem
  return { problem: isSame ? problem : `${problem}; ${quotedEntry(meant)}: ${corrected.problem}` }
}

function parseStrictly(text: string, allowInternalHosts: boolean): ParsedEntry {
  const mistake = findMistake(text)
  if (mistake !== undefined) return { problem: mistake }

  const { wildcard, host: written, port } = entryParts(text)
  const normalised = normaliseHost(written)
  if ('problem' in normalised) return normalised
  const { host } = normalised
  const problem =
    portProblem(port, host) ?? roomProblem(wildcard, host) ?? ownerProblem(wildcard, host, allowInternalHosts)
  if (problem !== undefined) return { problem }

  const explicitPort = port === undefined || port === '443' ? '' : `:${port}`
  return { domain: `${wildcard ? '*.' : ''}${host}${explicitPort}` as Domain }
}

function portProblem(port: string | undefined, host: string): string | undefined {
  if (port === undefined) return undefined
  if (port === '*') return isLoopback(host) ? undefined : 'any port (":*") is for loopback hosts only'
  if (PORT.test(port) && Number(port) <= HIGHEST_PORT) return undefined
  return `a port is a number from 1 to ${HIGHEST_PORT} without sign or leading zero`
}

/** A subdomain needs room for a label and a dot. */
function roomProblem(wildcard: boolean, host: string): string | undefined {
  const longest = LONGEST_NAME - 'a.'.length
  if (!wildcard || host.length <= longest) return undefined
  return `matches nothing: behind "*." a host has at most ${longest} characters, so that a subdomain has room`
}
