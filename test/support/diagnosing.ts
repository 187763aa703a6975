import { type AsapDiagnosis, type AsapGuardOptions, asapGuard } from 'asap-guard'
import { SECRET } from './create-jwt.js'

/** A guard for `help.example.com` with the secret of the tests. */
export const guardWith = (options: Partial<AsapGuardOptions> = {}) =>
  asapGuard({ domains: ['help.example.com'], secret: SECRET, ...options } as AsapGuardOptions)

export const failedOf = ({ steps }: AsapDiagnosis) => steps.filter(({ passed }) => !passed)

/** What the steps of a check say. */
export const saysOf = ({ steps }: Pick<AsapDiagnosis, 'steps'>, check: string) =>
  steps
    .filter((step) => step.check === check)
    .map(({ says }) => says)
    .join('\n')

/** What the steps of a check say that did not pass. */
export const complaintOf = (diagnosis: AsapDiagnosis, check: string) =>
  saysOf({ steps: failedOf(diagnosis) }, check)

/** The address that proofs of possession are for. */
export const DPOP = { url: 'https://api.example.com' }
