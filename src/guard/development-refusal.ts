import type { AsapGuardError } from '../errors.js'
import { sentence } from '../sentence.js'
import { originHeaders } from '../site/request-headers.js'
import type { Call } from './call.js'
import type { Configuration } from './configuration.js'
import { isNewKind, warn } from './development.js'
import { diagnose } from './diagnose.js'
import { type Findings, nameOfGuard } from './findings.js'

/** Says on the terminal why a request was refused, if this kind of refusal was not said before. */
export function warnOfRefusal(found: Findings, error: AsapGuardError): void {
  const { code, detail, message } = error
  const reason = detail ?? message
  if (isNewKind([code, ...reason.split(VARYING)].join())) void explain(found, error, reason)
}

/** What differs between reasons of one kind: quoted values, host names, durations and other numbers. */
const VARYING = /"(?:[^"\\]|\\.)*"|[\w-]+(?:\.[\w-]+)+|(?:(?:less than )?\d+ (?:d|h|min|s) ?)+|\d+/

async function explain(found: Findings, error: AsapGuardError, reason: string): Promise<void> {
  const { code, status } = error
  const says = (await diagnosis(found, error)) ?? reason
  warn(code, `${nameOfGuard(found)} answered ${status} ${code}: ${sentence(says)}`, `docs/errors.md#${code}`)
}

/** What a diagnosis says of a call with a token: the reason, what was found in its place, and the fix. */
async function diagnosis(found: Findings, { code }: AsapGuardError) {
  if (found.token === undefined) return undefined
  // The check notes the call and its configuration before it looks for a token.
  const { token, call, configuration } = found as Findings & { call: Call; configuration: Configuration }
  const { steps } = await diagnose({ token, ...originHeaders(call) }, () => configuration.settings)
  return steps.find((step) => step.code === code)?.says
}
