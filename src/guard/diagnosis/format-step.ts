import { AsapGuardError } from '../../errors.js'
import { decodeToken } from '../../token/decode.js'
import type { LooseToken } from '../../token/loose-token.js'
import type { RepairedToken } from '../../token/repair-token.js'
import { type AsapDiagnosisStep, codeOf, failed, passed, refused, thrownBy } from './step.js'

/** Whether a text is a token that the gate reads at all. */
export function formatStep(text: string, repaired: RepairedToken, read: LooseToken): AsapDiagnosisStep {
  const thrown = thrownBy(() => decodeToken(text))
  if (thrown === undefined) return passed('format', 'This is a signed JWT with nothing around it.')
  // The only thing about the header that the gate does not call malformed.
  if (thrown instanceof AsapGuardError && thrown.code === 'token_algorithm')
    return refused('algorithm', thrown, NO_ALG)
  const hints = [surroundings(repaired), shapeHint(repaired.token, read)].filter((hint) => hint !== undefined)
  // The gate says which rule is broken; where it is known how that came about, that says more.
  return hints.length > 0 ? failed('format', codeOf(thrown), ...hints) : refused('format', thrown)
}

const NO_ALG = 'The first part of a token must say how it is signed, such as "alg": "HS256".'

function surroundings({ found }: RepairedToken): string | undefined {
  if (found.length === 0) return undefined
  const said = `The text ${found.join(', and ')}`
  return `${said}: send the token alone. Other checks are made without that.`
}

/** What a text is that is no signed JWT, or not the whole of one. */
function shapeHint(token: string, { parts, header, payload }: LooseToken): string | undefined {
  if (parts.length === 5) return ENCRYPTED
  if (UNSET.includes(token)) return `It is the word "${token}": the caller used a variable that is not set.`
  if (parts.length === 1) return OPAQUE
  if (parts.length === 2) return `${TWO_PARTS} ${CUT_OFF}`
  if (parts.length !== 3) return undefined
  // A header that can be read shows that this was a token, so that what is wrong is behind it.
  if (header !== undefined) return isCutOff(parts) ? CUT_OFF : undefined
  return payload === undefined ? NO_JWT : undefined
}

/** Whether the last part ends within a byte. A header may be refused for what it says, too. */
const isCutOff = (parts: readonly string[]) =>
  Buffer.from(parts.at(-1) as string, 'base64url').toString('base64url') !== parts.at(-1)

/** What JavaScript makes of a variable that is not set. */
const UNSET = ['undefined', 'null']

const ENCRYPTED =
  'The token has five parts, so it is encrypted (JWE). The guard reads signed tokens (JWS), which have ' +
  'three: have the signer, or your identity provider, sign it only. Some providers encrypt access tokens ' +
  'unless the client names an audience.'
const OPAQUE =
  'The token has no dots, so it is no JWT, but an opaque access token, a session id or an API key: ask ' +
  'for a JWT.'
const TWO_PARTS = 'The token has two parts, and a signed token has three.'
const CUT_OFF = 'The end of the token was probably cut off: copy the whole of it.'
const NO_JWT = 'The token has three parts, but they are not those of a JWT: is it another kind of key?'
