import type { JsonObject } from '../../compact-jws.js'
import { clockHint } from '../../token/clock-hint.js'
import { duration } from '../../token/duration.js'
import {
  checkEnd,
  checkIssued,
  checkStart,
  readTimes,
  type TimeLimits,
  type Times,
} from '../../token/times.js'
import { lifetimeStep } from './lifetime-step.js'
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
  const times = readTimes(isEndless ? { ...meant, exp: 1 } : meant)
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
  const inOtherUnit = isMilliseconds(claim) ? number * 1000 : number / 1000
  return [number, inOtherUnit].find((candidate) => formProblem(claim, candidate) === undefined)
}

function expiryStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep {
  const { end, endClaim, lifeFrom = now, issuedAt = end } = times
  const thrown = thrownBy(() => checkEnd(times, now, limits))
  const said = `${endClaim}, the end of the token, is ${moment(end)}, ${distance(end - now)}.`
  if (thrown === undefined) return passed('expiry', said)
  if (end < issuedAt) return failed('expiry', codeOf(thrown), said, BEFORE_ITS_START)
  const hint = clockHint(now - end, now - lifeFrom) === '' ? undefined : TIME_ZONE
  return failed('expiry', codeOf(thrown), said, FETCH_ANOTHER, hint)
}

const FETCH_ANOTHER =
  'Have the widget fetch a new token before each call that needs one, or when it is told 401.'
const BEFORE_ITS_START =
  'That is before it was made (iat): the signer probably wrote one of the two in its local time. ' +
  'The times of a token count from 1970 in UTC.'
const TIME_ZONE =
  'That is about as much as time zones are apart: the signer may take its local time for UTC, or a clock ' +
  'is set to another time zone. The times of a token count from 1970 in UTC.'

function startStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep | undefined {
  const { start, startClaim } = times
  if (start === Number.NEGATIVE_INFINITY) return undefined
  const thrown = thrownBy(() => checkStart(times, now, limits))
  const said = `${startClaim}, the start of the token, is ${moment(start)}, ${distance(start - now)}.`
  return beginStep('start', said, start - now, thrown)
}

function issuedStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep | undefined {
  const { issuedAt } = times
  if (issuedAt === undefined) return undefined
  const thrown = thrownBy(() => checkIssued(times, now, limits))
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

/** A time in UTC, as people and machines read it. */
function moment(milliseconds: number): string {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? 'beyond any calendar' : date.toISOString()
}

const distance = (ahead: number) => (ahead >= 0 ? `in ${duration(ahead)}` : `${duration(-ahead)} ago`)
