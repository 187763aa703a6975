import { z } from 'zod'
import { AsapConfigError, type ConfigIssue } from '../errors.js'
import { type Domain, parseEntry } from './entry.js'

export { AsapConfigError, type ConfigIssue } from '../errors.js'
export type { Domain } from './entry.js'

/** The most domains that one whitelist may hold. */
export const MAX_DOMAINS = 5

/** How many elements of an oversized list are looked at, so that a list of four billion holes costs nothing. */
const MOST_READ = 20

export interface DomainsOptions {
  /** Accept exact names under no public suffix, such as `helpdesk.internal` or `intranet`. Default: false. */
  readonly allowInternalHosts?: boolean
}

export type DomainsResult =
  | { readonly success: true; readonly data: readonly Domain[] }
  | { readonly success: false; readonly issues: readonly ConfigIssue[] }

/**
 * Validates a whitelist of 1 to {@link MAX_DOMAINS} entries, `["*."] host [":" port]` each, and returns it in normal form, frozen.
 *
 * @throws {AsapConfigError} with every problem at once, each with its path and, where there is one, the right spelling.
 */
export function parseDomains(list: unknown, options?: DomainsOptions): readonly Domain[] {
  const result = safeParseDomains(list, options)
  if (!result.success) throw new AsapConfigError(result.issues)
  return result.data
}

/** The same as {@link parseDomains}, for forms: reports problems as values instead of throwing. */
export function safeParseDomains(
  list: unknown,
  { allowInternalHosts = false }: DomainsOptions = {},
): DomainsResult {
  const result = whitelist(allowInternalHosts).safeParse(copy(list))
  if (result.success) return { success: true, data: Object.freeze(result.data) }
  return {
    success: false,
    issues: result.error.issues.map((issue) => ({
      path: issue.path as (string | number)[],
      message: issue.message,
      ...(issue.code === 'custom' && issue.params),
    })),
  }
}

const LIST = `must be a list of 1 to ${MAX_DOMAINS} domains, such as ["help.example.com"]`
const NO_STRING = 'must be a string, such as "help.example.com"'
const EMPTY = 'name at least one domain: an empty list would approve nobody'
const TOO_MANY = `at most ${MAX_DOMAINS} domains can be approved: remove some, or join subdomains under one "*." entry`

/** One pass over the whole list, so that every problem is reported, whichever other there is. */
function whitelist(allowInternalHosts: boolean) {
  return z.array(z.unknown(), LIST).transform((list, context) => {
    const report = (message: string, index?: number, suggestion?: string) =>
      context.addIssue({
        code: 'custom',
        message,
        path: index === undefined ? [] : [index],
        ...(suggestion !== undefined && { params: { suggestion } }),
      })

    if (list.length === 0) report(EMPTY)
    if (list.length > MAX_DOMAINS) report(TOO_MANY)
    const domains = new Set<Domain>()
    for (const [index, element] of list.entries()) {
      const entry =
        typeof element === 'string' ? parseEntry(element, allowInternalHosts) : { problem: NO_STRING }
      if (entry.domain === undefined) {
        report(entry.problem, index, entry.suggestion)
      } else if (domains.has(entry.domain)) {
        report(`repeats ${entry.domain}, which is listed above`, index)
      } else {
        domains.add(entry.domain)
      }
    }
    return [...domains]
  })
}

/** Reads each element once, so that a list which answers differently the second time cannot slip past the check. */
function copy(list: unknown): unknown {
  try {
    if (!Array.isArray(list)) return list
    return Array.from({ length: Math.min(list.length, MOST_READ) }, (_, index) => list[index])
  } catch {
    return undefined // A proxy whose traps throw, or one that is revoked.
  }
}
