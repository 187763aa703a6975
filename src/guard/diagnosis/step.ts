import { type AsapGuardErrorCode, asRefusal } from '../../errors.js'
import { looksLikeToken } from '../../looks-like-token.js'
import { quoted } from '../../quoted.js'

/** The checks that a diagnosis makes, in the order of the gate. */
export type AsapDiagnosisCheck =
  /** The question itself: only where it could not be read. */
  | 'request'
  /** The configuration of the tenant. */
  | 'tenant'
  /** The calling site. */
  | 'origin'
  /** Whether there is a token. */
  | 'token'
  /** Whether the token is a signed JWT, whole and with nothing around it. */
  | 'format'
  | 'algorithm'
  /** Which key the token asks for. */
  | 'key'
  | 'signature'
  /** Whether what was signed is a JSON object. */
  | 'payload'
  /** Whether each time is a number in its unit. */
  | 'times'
  | 'expiry'
  /** `nbf` and `not_before`. */
  | 'start'
  /** `iat`. */
  | 'issued'
  | 'lifetime'
  /** The JSON types of registered claims. */
  | 'types'
  | 'issuer'
  | 'audience'
  /** The claim that apps carry. */
  | 'app'
  /** The schema `claims`. */
  | 'claims'
  /** The site that the token is bound to. */
  | 'domain'
  /** Whether the token is bound to a key of its bearer. */
  | 'proof'
  /** `isRevoked`, which a diagnosis does not ask. */
  | 'revocation'

/** One check of a diagnosis. */
export interface AsapDiagnosisStep {
  readonly check: AsapDiagnosisCheck
  readonly passed: boolean
  /** The code of the refusal; `undefined` where the check passed. */
  readonly code?: AsapGuardErrorCode
  /**
   * What was expected, what was found, and what to do: one line of text for people. It holds no token, no
   * secret and no value of any claim but `iss`, `aud` and the times. It is for operators, not for the caller.
   */
  readonly says: string
}

export function passed(check: AsapDiagnosisCheck, ...sentences: readonly string[]): AsapDiagnosisStep {
  return { check, passed: true, says: joined(sentences) }
}

export function failed(
  check: AsapDiagnosisCheck,
  code: AsapGuardErrorCode,
  ...sentences: readonly (string | undefined)[]
): AsapDiagnosisStep {
  return { check, passed: false, code, says: joined(sentences) }
}

/** The step of a check that threw. It says the detail of the refusal, and then `sentences`. */
export function refused(
  check: AsapDiagnosisCheck,
  thrown: unknown,
  ...sentences: readonly (string | undefined)[]
): AsapDiagnosisStep {
  const { code, detail, message } = asRefusal(thrown)
  // No cause is shown: what a database or a schema throws may hold anything.
  const reason = (detail ?? message).replace(': see `cause`', '')
  return failed(check, code, reason, ...sentences)
}

/** The code that the gate refuses with, of what one of its checks threw. */
export const codeOf = (thrown: unknown): AsapGuardErrorCode => asRefusal(thrown).code

/** What `run` throws, or `undefined`. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

/** A value of `iss`, `aud` or the options, for a message. */
export const shown = (value: string) => (looksLikeToken(value) ? '(a text like a token)' : quoted(value))

const MOST_SHOWN = 5

/** Some values for a message: `"a" or "b"`. */
export function listed(values: readonly string[], conjunction = 'or'): string {
  const texts = values.slice(0, MOST_SHOWN).map(shown)
  if (values.length > MOST_SHOWN)
    return `${texts.join(', ')} ${conjunction} ${values.length - MOST_SHOWN} more`
  return texts.join(` ${conjunction} `)
}

function joined(sentences: readonly (string | undefined)[]): string {
  return sentences
    .filter((sentence) => sentence)
    .map((sentence) => (/[.?!:]$/.test(sentence as string) ? sentence : `${sentence}.`))
    .join(' ')
}
