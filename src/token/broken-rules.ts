import { escaped } from '../quoted.js'
import type { StandardIssue } from './standard-schema.js'

/** More issues than these say nothing new; a token can hold thousands. */
const MOST_ISSUES = 20

/** Libraries whose messages are repeated. It is known which of them quote the value. */
const KNOWN_VENDORS = ['zod', 'valibot', 'arktype']

/** What these libraries say beside the message. */
interface KnownIssue extends StandardIssue {
  /** What the value should have been. */
  readonly expected?: unknown
  /** What it was instead: zod 3 and Valibot. */
  readonly received?: unknown
  /** The same of ArkType. */
  readonly actual?: unknown
  /** The name of the rule: Valibot. */
  readonly type?: unknown
  /** The name of the rule: zod and ArkType. */
  readonly code?: unknown
}

const NOT_ACCEPTED = 'is not accepted by the `claims` schema'

/** The claims that a schema refuses and the rules that they break, on one line, without any value. */
export function brokenRules(issues: readonly StandardIssue[], vendor: string): string {
  const said = Array.from(issues, (issue) => brokenRule(issue, vendor))
  if (said.length === 0) return `the payload ${NOT_ACCEPTED}`
  const left = said.splice(MOST_ISSUES).length
  return said.join('; ') + (left > 0 ? `; and ${left} more` : '')
}

function brokenRule(issue: StandardIssue, vendor: string): string {
  const claim = Array.from(issue.path ?? [], (step) => String(typeof step === 'object' ? step.key : step))
  const rule = KNOWN_VENDORS.includes(vendor) ? ruleOf(issue) : NOT_ACCEPTED
  return escaped(claim.length > 0 ? `${claim.join('.')}: ${rule}` : rule)
}

/** The message or, if it quotes the value, the rule in other words. */
function ruleOf({ message, expected, received, actual, type, code }: KnownIssue): string {
  const quotesValue = (text: string) =>
    text.includes('(was ') ||
    [received, actual].some((value) => typeof value === 'string' && value !== '' && text.includes(value))
  if (!quotesValue(message)) return message
  if (typeof expected !== 'string' || quotesValue(expected)) return `breaks the rule "${type ?? code}"`
  return `must be ${expected.replace(/\s+/g, ' ').trim()}`
}
