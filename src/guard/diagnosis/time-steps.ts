import type { JsonObject } from '../../compact-jws.js'
import { clockHint } from '../../token/clock-hint.js'
import { duration } from '../../token/duration.js'
import { checkTimes, readTimes, type TimeLimits, type Times } from '../../token/times.js'
import { type AsapDiagnosisStep, codeOf, failed, passed, refused, thrownBy } from './step.js'

/** In the order in which the gate reads them. */
const TIME_CLAIMS = ['exp', 'nbf', 'iat', 'not_after', 'not_before']

/** Every time of a token. One in the wrong form is judged as it was meant, where that can be seen. */
export function timeSteps(
  payload: JsonObject,
  limits: TimeLimits,
  now: number,
): readonly AsapDiagnosisStep[] {
  const meant: Record<string, unknown> = {}
  const forms: AsapDiagnosisStep[] = []
  for (const claim of TIME_CLAIMS) {
    if (!Object.hasOwn(payload, claim)) continue
    const problem = formProblem(claim, payload[claim])
    if (problem !== undefined) forms.push(refused('times', problem, fixOf(claim)))
    const value = meantValue(claim, payload[claim])
    if (value !== undefined) meant[claim] = value
  }
  return [...forms, ...momentSteps(meant, forms.length > 0, limits, now)]
}

function momentSteps(
  meant: JsonObject,
  isPartly: boolean,
  limits: TimeLimits,
  now: number,
): readonly AsapDiagnosisStep[] {
  const isEndless = !Object.hasOwn(meant, 'exp') && !Object.hasOwn(meant, 'not_after')
  // An end is added, so that the other times can be read without one.
  const times = readTimes(isEndless ? { ...meant, exp: now / 1000 + 1 } : meant)
  const steps = [startStep(times, limits, now), issuedStep(times, limits, now)]
  if (!isEndless)
    return [expiryStep(times, limits, now), ...steps, lifetimeStep(times, limits, now)].filter(isStep)
  // Where an end is there that cannot be read, that has been said.
  return [isPartly ? undefined : failed('expiry', 'token_lifetime', NO_END), ...steps].filter(isStep)
}

const isStep = (step: AsapDiagnosisStep | undefined) => step !== undefined
const NO_END =
  'The token has no end: the signer must write "exp", in seconds since 1970, or "not_after", in milliseconds.'

/** What the gate says of one time alone; `undefined` if nothing is wrong with its form. */
const formProblem = (claim: string, value: unknown) => thrownBy(() => readTimes({ exp: 1, [claim]: value }))

const isMilliseconds = (claim: string) => claim.startsWith('not_')

function fixOf(claim: string): string {
  const unit = isMilliseconds(claim)
    ? 'milliseconds since 1970: Date.now()'
    : 'seconds since 1970: Math.floor(Date.now() / 1000)'
  return `Have the signer write ${claim} as a number of ${unit}.`
}

/** The same time in the form that it should have; `undefined` if none can be seen in it. */
function meantValue(claim: string, value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number') return undefined
  return [number, number / 1000, number * 1000].find(
    (candidate) => formProblem(claim, candidate) === undefined,
  )
}

/** Times with which nothing is wrong, so that one at a time can be put to the test. */
const harmless = (now: number): Times => ({
  end: now + 1,
  endClaim: 'exp',
  start: Number.NEGATIVE_INFINITY,
  startClaim: 'nbf',
  issuedAt: undefined,
  lifeFrom: now,
})

function expiryStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep {
  const { end, endClaim, lifeFrom = now } = times
  const thrown = thrownBy(() => checkTimes({ ...harmless(now), end, endClaim, lifeFrom: end }, now, limits))
  const said = `${endClaim}, the end of the token, is ${moment(end)}, ${distance(end - now)}.`
  if (thrown === undefined) return passed('expiry', said)
  const hint = clockHint(now - end, now - lifeFrom) === '' ? undefined : TIME_ZONE
  return failed('expiry', codeOf(thrown), said, FETCH_ANOTHER, hint)
}

const FETCH_ANOTHER =
  'Have the widget fetch a new token before each call that needs one, or when it is told 401.'
const TIME_ZONE =
  'That is about as much as time zones are apart: the signer may take its local time for UTC, or a clock is set to ' +
  'another time zone. The times of a token count from 1970 in UTC.'

function startStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep | undefined {
  const { start, startClaim } = times
  if (start === Number.NEGATIVE_INFINITY) return undefined
  const thrown = thrownBy(() => checkTimes({ ...harmless(now), start, startClaim }, now, limits))
  const said = `${startClaim}, the start of the token, is ${moment(start)}, ${distance(start - now)}.`
  return beginStep('start', said, start - now, thrown)
}

function issuedStep({ issuedAt }: Times, limits: TimeLimits, now: number): AsapDiagnosisStep | undefined {
  if (issuedAt === undefined) return undefined
  const thrown = thrownBy(() => checkTimes({ ...harmless(now), issuedAt }, now, limits))
  const said = `iat, when the token was made, is ${moment(issuedAt)}, ${distance(issuedAt - now)}.`
  return beginStep('issued', said, issuedAt - now, thrown)
}

function beginStep(
  check: 'start' | 'issued',
  said: string,
  ahead: number,
  thrown: unknown,
): AsapDiagnosisStep {
  if (thrown === undefined) return passed(check, said)
  return failed(check, codeOf(thrown), said, clockHint(ahead) === '' ? SET_CLOCKS : TIME_ZONE)
}

const SET_CLOCKS =
  'Set the clocks of the signer and of this machine (NTP). The option `clockTolerance` forgives some seconds.'

function lifetimeStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep | undefined {
  const life = times.end - (times.lifeFrom ?? now)
  if (life <= 0) return undefined
  const span = { ...harmless(now), end: now + life, endClaim: times.endClaim }
  const thrown = thrownBy(() => checkTimes(span, now, limits))
  const counted = times.lifeFrom === undefined ? ', counted from now, since it has no iat' : ''
  if (thrown === undefined) {
    return passed(
      'lifetime',
      `The token lives for ${duration(life)}${counted}; ${duration(limits.maxLifetime)} are allowed.`,
    )
  }
  return refused(
    'lifetime',
    thrown,
    `${RAISE}${counted && ` The life is counted from now, since it has no iat.`}`,
    unitHint(life, limits),
  )
}

const RAISE =
  'Raise the option `maxLifetime` only if the token must live so long: a stolen one is of use all that time.'

/** A signer that adds 300000 to a time in seconds means five minutes. */
function unitHint(life: number, { maxLifetime }: TimeLimits): string | undefined {
  const meant = life / 1000
  if (meant > maxLifetime || meant % 60_000 !== 0) return undefined
  const right = `${duration(meant)} are ${meant / 1000} seconds`
  return `The signer probably added milliseconds to a time in seconds: ${right}.`
}

/** A time in UTC, as people and machines read it. */
function moment(milliseconds: number): string {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? 'beyond any calendar' : date.toISOString()
}

const distance = (ahead: number) => (ahead >= 0 ? `in ${duration(ahead)}` : `${duration(-ahead)} ago`)
