import type { AsapGuardError } from '../errors.js'
import { sentence } from '../sentence.js'
import { originHeaders } from '../site/request-headers.js'
import { isNewKind, warn } from './development.js'
import { diagnose } from './diagnose.js'
import { type Findings, nameOfGuard } from './findings.js'

/** Says on the terminal why a request was refused, if this kind of refusal was not said before. */
export function warnOfRefusal(found: Findings, error: AsapGuardError): void {
  if (isNewKind(kindOf(error))) void explain(found, error)
}

/** Two refusals whose details differ in quoted values, host names or numbers alone are of one kind. */
function kindOf({ code, detail = '' }: AsapGuardError): string {
  const plain = detail
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/[\w-]+(?:\.[\w-]+)+/g, '.')
    .replace(/(?:\d+ (?:d|h|min|s) ?)+|less than 1 s/g, '0')
    .replace(/\d+/g, '0')
  return `${code} ${plain}`
}

async function explain(found: Findings, error: AsapGuardError): Promise<void> {
  const { code, status, detail = '' } = error
  const says = (await diagnosis(found, error)) ?? detail
  warn(code, `${nameOfGuard(found)} answered ${status} ${code}: ${sentence(says)}`, `docs/errors.md#${code}`)
}

/**
 * What a diagnosis says of a token that was refused: the detail, what was found in its place, and the fix.
 */
async function diagnosis({ configuration, call, token }: Findings, { code }: AsapGuardError) {
  if (!configuration || !call || token === undefined || !code.startsWith('token_')) return undefined
  const { steps } = await diagnose({ token, ...originHeaders(call) }, () => configuration.settings)
  return steps.find((step) => step.code === code)?.says
}
