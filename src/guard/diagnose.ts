import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError, type AsapGuardErrorCode } from '../errors.js'
import type { Settings } from '../options/read-options.js'
import { ownMember } from '../own-member.js'
import type { Site } from '../site/site.js'
import type { DecodedToken } from '../token/decode.js'
import { readLoosely } from '../token/loose-token.js'
import { repairToken } from '../token/repair-token.js'
import { appSteps, domainSteps, proofSteps } from './diagnosis/binding-steps.js'
import { claimSteps, schemaSteps } from './diagnosis/claim-steps.js'
import { formatStep } from './diagnosis/format-step.js'
import { judgeSignature } from './diagnosis/key-steps.js'
import { judgeSite } from './diagnosis/origin-step.js'
import { type AsapDiagnosisStep, failed, passed, refused } from './diagnosis/step.js'
import { timeSteps } from './diagnosis/time-steps.js'

/** A token, and the site that it comes from. */
export interface AsapDiagnosisQuestion {
  /** The token, without `Bearer`. Without one the call is a guest's. */
  readonly token?: string | null | undefined
  /** `Origin`, as the browser sends it. Without `origin` and `referer` the token is judged alone. */
  readonly origin?: string | undefined
  /** `Referer`, which decides where there is no `origin`. */
  readonly referer?: string | undefined
}

/**
 * Why a call with this token would be let in or refused, in every check that could be made, in the order of
 * the gate. It is for operators: show it to no caller.
 */
export type AsapDiagnosis =
  | { readonly allowed: true; readonly code?: undefined; readonly steps: readonly AsapDiagnosisStep[] }
  /** `code` is what the gate refuses such a call with: that of the first check that fails. */
  | {
      readonly allowed: false
      readonly code: AsapGuardErrorCode
      readonly steps: readonly AsapDiagnosisStep[]
    }

/**
 * Makes every check of the gate that can be made, one by one, and says what it finds. It changes nothing,
 * remembers nothing and never rejects.
 *
 * @param find finds the settings that the question is about
 */
export async function diagnose(
  question: AsapDiagnosisQuestion,
  find: () => Settings | Promise<Settings>,
): Promise<AsapDiagnosis> {
  const steps: AsapDiagnosisStep[] = []
  try {
    await judge(question, find, steps)
  } catch (error) {
    steps.push(refused(error instanceof AsapGuardError ? 'tenant' : 'request', error))
  }
  const code = steps.find((step) => !step.passed)?.code
  return code === undefined ? { allowed: true, steps } : { allowed: false, code, steps }
}

async function judge(
  question: AsapDiagnosisQuestion,
  find: () => Settings | Promise<Settings>,
  steps: AsapDiagnosisStep[],
): Promise<void> {
  const { token, origin, referer } = question
  const settings = await find()
  const { site, step } = judgeSite(settings, { origin, referer })
  steps.push(step)
  if (token === undefined || token === null || token === '') steps.push(withoutToken(settings, site))
  else if (typeof token !== 'string') steps.push(failed('token', 'request_invalid', NO_TEXT))
  else await judgeToken(token, settings, site, steps)
}

const NO_TEXT = 'The token must be a text: the one that the widget sends, from its first letter to its last.'

/** An app's call needs its token: without one nothing shows that it is an app's. */
function withoutToken({ guests }: Settings, site: Site | undefined): AsapDiagnosisStep {
  if (guests && site?.standing !== 'app') {
    return passed('token', 'There is no token: the caller is a guest, whom the option `guests` lets in.')
  }
  return failed('token', 'token_missing', 'There is no token. Send it as "Authorization: Bearer <token>".')
}

async function judgeToken(
  text: string,
  settings: Settings,
  site: Site | undefined,
  steps: AsapDiagnosisStep[],
): Promise<void> {
  const repaired = repairToken(text)
  const { token } = repaired
  const read = readLoosely(token)
  steps.push(formatStep(text, repaired, read))

  const header = read.header ?? {}
  const [alg, kid] = [ownMember(header, 'alg'), ownMember(header, 'kid')]
  let { payload } = read
  if (typeof alg === 'string' && read.parts.length === 3) {
    const decoded = {
      token,
      header: header as DecodedToken['header'],
      alg,
      kid: typeof kid === 'string' ? kid : undefined,
    }
    const signature = await judgeSignature(decoded, settings.keys)
    steps.push(...signature.steps)
    payload = signature.payload ?? payload
  }
  if (payload !== undefined) steps.push(...(await judgePayload(payload, settings, site)))
}

async function judgePayload(payload: JsonObject, settings: Settings, site: Site | undefined) {
  return [
    ...timeSteps(payload, settings, Date.now()),
    ...claimSteps(payload, settings),
    ...appSteps(payload, site, settings),
    ...(await schemaSteps(payload, settings)),
    ...domainSteps(payload, site, settings),
    ...proofSteps(payload, settings),
    ...(settings.isRevoked ? [NOT_ASKED] : []),
  ]
}

const NOT_ASKED = passed(
  'revocation',
  'Whether the token is revoked was not asked: `isRevoked` is left alone here.',
)
