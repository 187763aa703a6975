import type { JsonObject } from '../../compact-jws.js'
import { AsapGuardError, type AsapGuardErrorCode } from '../../errors.js'
import type { Algorithm } from '../../keys/algorithms.js'
import type { KeySource, VerificationKey } from '../../keys/key-source.js'
import { quoted } from '../../quoted.js'
import type { DecodedToken } from '../../token/decode.js'
import { verifySignature } from '../../token/signature.js'
import { nameOfKey, signatureNearMiss, signerAmong } from '../../token/signature-near-miss.js'
import { algorithmProblem } from './algorithm-problem.js'
import { type AsapDiagnosisStep, codeOf, failed, listed, passed, refused } from './step.js'

/** What was found out about the signature of a token. */
export interface JudgedSignature {
  readonly steps: readonly AsapDiagnosisStep[]
  /** The payload, if a key signed it that may; it is read without that otherwise. */
  readonly payload?: JsonObject
}

/** The algorithm, the key and the signature. A key set is fetched as for a request. */
export async function judgeSignature(token: DecodedToken, keys: KeySource): Promise<JudgedSignature> {
  if (!keys.algorithms.some((name) => name === token.alg)) {
    const step = failed('algorithm', 'token_algorithm', algorithmProblem(token.alg, keys.algorithms))
    return { steps: [step, ...byAnyKey(token, keys.atHand())] }
  }
  const algorithm = passed(
    'algorithm',
    `The token is signed with ${token.alg}, which the keys of the guard serve.`,
  )
  let candidates: readonly VerificationKey[]
  try {
    candidates = await keys.find({ alg: token.alg as Algorithm, kid: token.kid })
  } catch (error) {
    const all = keys.atHand()
    return {
      steps: [algorithm, refused('key', error, keyHint(codeOf(error), token, all)), ...byAnyKey(token, all)],
    }
  }
  const key = passed('key', whichKeys(token, candidates))
  const { steps, payload } = bySignature(token, candidates, keys.atHand())
  return { steps: [algorithm, key, ...steps], payload }
}

function bySignature(
  token: DecodedToken,
  candidates: readonly VerificationKey[],
  all: readonly VerificationKey[],
): JudgedSignature {
  try {
    const { key, payload } = verifySignature(token, candidates)
    return { steps: [passed('signature', `The signature was made with ${nameOfKey(key)}.`)], payload }
  } catch (error) {
    if (error instanceof AsapGuardError && error.code === 'token_malformed')
      return { steps: [refused('payload', error)] }
    const other = signerAmong(token, all)
    const hint = other ? otherKey(token, other) : (signatureNearMiss(token, all) ?? noneOf(all))
    return { steps: [failed('signature', 'token_signature', hint)] }
  }
}

/** The signature where the gate has found no key to try: whether any key at hand made it. */
function byAnyKey(token: DecodedToken, all: readonly VerificationKey[]): readonly AsapDiagnosisStep[] {
  const signer = signerAmong(token, all)
  if (signer) return [passed('signature', `The signature was made with ${nameOfKey(signer)}.`)]
  const problem = signatureNearMiss(token, all) ?? (canServe(token, all) ? noneOf(all) : undefined)
  return problem === undefined ? [] : [failed('signature', 'token_signature', problem)]
}

const canServe = ({ alg }: DecodedToken, keys: readonly VerificationKey[]) =>
  keys.some(({ algorithms }) => (algorithms as readonly string[]).includes(alg))

const kidsOf = (keys: readonly VerificationKey[]) =>
  keys.map(({ kid }) => kid).filter((kid) => kid !== undefined)

function whichKeys({ kid }: DecodedToken, candidates: readonly VerificationKey[]): string {
  const asked = kid === undefined ? 'The token names no key' : `The token names the key ${quoted(kid)}`
  const tried =
    candidates.length === 1
      ? `${nameOfKey(candidates[0] as VerificationKey)} is tried`
      : `${candidates.length} keys are tried`
  return `${asked}; ${tried}.`
}

function keyHint(
  code: AsapGuardErrorCode,
  token: DecodedToken,
  all: readonly VerificationKey[],
): string | undefined {
  if (code === 'keys_unavailable') return undefined
  const signer = signerAmong(token, all)
  if (signer) return otherKey(token, signer)
  if (token.kid === undefined) return NAME_A_KEY
  if (code !== 'token_key_unknown') return undefined
  const kids = kidsOf(all)
  const known =
    kids.length === 0 ? 'none of the keys of the guard has a name' : `the guard has ${listed(kids, 'and')}`
  const asked = `The token names the key ${quoted(token.kid)}, and ${known}`
  return `${asked}: it was probably made in another environment, or with a key that was replaced.`
}

const NAME_A_KEY = 'Have the signer name its key in the header of the token ("kid").'

function otherKey({ kid }: DecodedToken, signer: VerificationKey): string {
  const asked = kid === undefined ? 'names no key ("kid")' : `names the key ${quoted(kid)}`
  const fix = signer.kid === undefined ? 'no kid' : `the kid ${quoted(signer.kid)}`
  const made = `The signature was made with ${nameOfKey(signer)}, but the token ${asked}`
  return `${made}: have the signer write ${fix}.`
}

const CAUSES =
  'Was the token made in another environment, such as staging, or was it changed after it was signed?'

function noneOf(keys: readonly VerificationKey[]): string {
  const areSecrets = (keys[0] as VerificationKey).key.type === 'secret'
  const count = keys.length === 1 ? 'Your key did not make' : `None of your ${keys.length} keys made`
  const fix = areSecrets
    ? 'Compare the secret of the signer with that of the guard, by length and first letter.'
    : 'Compare the public key of the signer with that of the guard.'
  return `${count} this signature. ${CAUSES} ${fix}`
}
