import type { JsonObject } from '../../compact-jws.js'
import type { Settings } from '../../options/read-options.js'
import { ownMember } from '../../own-member.js'
import { checkClaims } from '../../token/claims.js'
import { issuerNearMiss } from '../../token/issuer-near-miss.js'
import { readPayload } from '../../token/payload.js'
import { type AsapDiagnosisStep, codeOf, failed, listed, passed, refused, shown, thrownBy } from './step.js'

// Stryker disable next-line ObjectLiteral: what is missing accepts any as well.
const ANY = { issuer: undefined, audience: undefined }

/** The registered claims that do not concern time, each judged by itself. */
export function claimSteps(payload: JsonObject, settings: Settings): readonly AsapDiagnosisStep[] {
  const { claims } = settings
  const types = ['iss', 'sub', 'jti', 'aud'].flatMap((claim) => {
    const thrown = thrownBy(() => checkClaims(only(payload, claim), { ...ANY, claims }))
    return thrown === undefined ? [] : [refused('types', thrown, WRITE_TEXT)]
  })
  return [...types, issuerStep(payload, settings), audienceStep(payload, settings)]
}

const WRITE_TEXT = 'Have the signer write it in quotes, as a text.'

/** One claim of a payload. */
const only = (payload: JsonObject, claim: string): JsonObject =>
  Object.hasOwn(payload, claim) ? { [claim]: payload[claim] } : {}

function issuerStep(payload: JsonObject, { issuer, claims }: Settings): AsapDiagnosisStep {
  const iss = ownMember(payload, 'iss')
  const found = textsOf(iss)
  const said = found.length === 0 ? 'the token names no issuer (iss)' : `iss is ${listed(found, 'and')}`
  if (issuer === undefined)
    return passed('issuer', `Any issuer is accepted, since the option \`issuer\` is not set; ${said}.`)
  const thrown = thrownBy(() => checkClaims(only(payload, 'iss'), { ...ANY, issuer, claims }))
  const expected = `The option \`issuer\` accepts ${listed(issuer)}, and ${said}.`
  if (thrown === undefined) return passed('issuer', expected)
  const [near] = found.flatMap((name) => issuerNearMiss(name, issuer) ?? [])
  const fix = typeof iss === 'string' ? SAME_ISSUER : WRITE_ISSUER
  return failed('issuer', codeOf(thrown), expected, near, otherClaim(payload, 'iss', issuer) ?? fix)
}

const WRITE_ISSUER = 'Have the signer write it into iss.'
const SAME_ISSUER = 'Write into `issuer` exactly what the signer writes into iss, if you trust it.'

function audienceStep(payload: JsonObject, { audience, claims }: Settings): AsapDiagnosisStep {
  const found = textsOf(ownMember(payload, 'aud'))
  const said = found.length === 0 ? 'the token names no audience (aud)' : `aud is ${listed(found, 'and')}`
  if (audience === undefined)
    return passed('audience', `Any audience is accepted, since the option \`audience\` is not set; ${said}.`)
  const thrown = thrownBy(() => checkClaims(only(payload, 'aud'), { ...ANY, audience, claims }))
  const expected = `The option \`audience\` accepts ${listed(audience)}, and ${said}.`
  if (thrown === undefined) return passed('audience', expected)
  const near = found.some((name) => audience.some((other) => isNear(name, other))) ? NEAR_AUDIENCE : undefined
  const fix = otherClaim(payload, 'aud', audience) ?? SAME_AUDIENCE
  return failed('audience', codeOf(thrown), expected, near, fix)
}

const NEAR_AUDIENCE =
  'The two differ in letter case, in http for https, or in a slash at the end, and must be equal.'
const SAME_AUDIENCE =
  'Have the signer write into aud what `audience` names: tokens for other services must not work here.'

const plain = (name: string) => name.toLowerCase().replace('https:', 'http:').replace(/\/$/, '')
const isNear = (one: string, other: string) => plain(one) === plain(other)

/**
 * The claim that holds an expected value in place of the right one, such as `azp`, `client_id` or `appid`.
 */
function otherClaim(payload: JsonObject, claim: string, expected: readonly string[]): string | undefined {
  const name = Object.keys(payload).find(
    (other) => other !== claim && textsOf(payload[other]).some((value) => expected.includes(value)),
  )
  return (
    name && `The expected value stands in the claim ${shown(name)}: have the signer write it into ${claim}.`
  )
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((text) => typeof text === 'string')
}

/** The schema of the option `claims`, if there is one. */
export async function schemaSteps(
  payload: JsonObject,
  { claims }: Settings,
): Promise<readonly AsapDiagnosisStep[]> {
  if (claims === undefined) return []
  try {
    await readPayload(claims, payload)
    return [passed('claims', 'The schema `claims` accepts the payload.')]
  } catch (error) {
    return [refused('claims', error, FIX_CLAIMS)]
  }
}

const FIX_CLAIMS = 'Have the signer write these claims as the schema `claims` asks, or change the schema.'
