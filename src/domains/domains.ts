import { AsapConfigError, type ConfigIssue } from '../config-error.js'
import { type Domain, parseEntry } from './entry.js'

export { AsapConfigError, type ConfigIssue } from '../config-error.js'
export type { Domain } from './entry.js'

/** The most domains that one whitelist may hold. */
export const MAX_DOMAINS = 5

/** The most elements that are looked at, so that a list of four billion holes costs nothing. */
const MOST_READ = 20

export interface DomainsOptions {
  /** Accept exact names under no public suffix, such as `helpdesk.internal` or `intranet`. Default: false. */
  readonly allowInternalHosts?: boolean | undefined
}

export type DomainsResult =
  | { readonly success: true; readonly data: readonly Domain[] }
  | { readonly success: false; readonly issues: readonly ConfigIssue[] }

/**
 * Validates a whitelist of 1 to {@link MAX_DOMAINS} entries, `["*."] host [":" port]` each, and returns it in
 * normal form, frozen.
 *
 * @throws {AsapConfigError} with every problem at once, each with its path and, where there is one, the right
 * spelling.
 */
export function parseDomains(list: unknown, options?: DomainsOptions): readonly Domain[] {
  const result = safeParseDomains(list, options)
  if (!result.success) throw new AsapConfigError(result.issues)
  return result.data
}

/** The same as {@link parseDomains}, for forms: returns problems as values instead of throwing. */
export function safeParseDomains(list: unknown, options: DomainsOptions = {}): DomainsResult {
  const issues = [...optionIssues(options), ...listIssues(list)]
  const allowInternalHosts = options?.allowInternalHosts === true
  const domains = new Set<Domain>()
  const elements: unknown[] = Array.isArray(list) ? list.slice(0, MOST_READ) : []
  for (const [index, element] of elements.entries()) {
    const entry =
      typeof element === 'string' ? parseEntry(element, allowInternalHosts) : { problem: noString(element) }
    if (entry.domain === undefined) {
      const { problem, suggestion } = entry
      issues.push({ path: [index], message: problem, ...(suggestion && { suggestion }) })
    } else if (domains.has(entry.domain)) {
      issues.push({ path: [index], message: `repeats ${entry.domain}, which is listed above` })
    } else {
      domains.add(entry.domain)
    }
  }
  return issues.length > 0 ? { success: false, issues } : { success: true, data: Object.freeze([...domains]) }
}

function optionIssues(options: unknown): ConfigIssue[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return [{ path: [], message: 'the options must be an object, such as { allowInternalHosts: true }' }]
  const { allowInternalHosts } = options as Readonly<Record<string, unknown>>
  if (allowInternalHosts === undefined || typeof allowInternalHosts === 'boolean') return []
  return [{ path: ['allowInternalHosts'], message: 'must be true or false' }]
}

function listIssues(list: unknown): ConfigIssue[] {
  const message = listProblem(list)
  return message === undefined ? [] : [{ path: [], message }]
}

function listProblem(list: unknown): string | undefined {
  if (!Array.isArray(list)) {
    const hint = typeof list === 'string' ? '; split a text that holds several, as in text.split(",")' : ''
    return `must be a list of 1 to ${MAX_DOMAINS} domains, such as ["help.example.com"]${hint}`
  }
  if (list.length === 0) return 'name at least one domain: an empty list would approve nobody'
  if (list.length > MAX_DOMAINS)
    return `at most ${MAX_DOMAINS} domains can be approved: remove some, or join subdomains under one "*."`
  return undefined
}

function noString(element: unknown): string {
  const hint = element === undefined ? ': is the environment variable set?' : ''
  return `must be a string, such as "help.example.com"${hint}`
}
