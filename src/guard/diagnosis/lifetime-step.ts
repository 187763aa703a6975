import { duration } from '../../token/duration.js'
import { checkLife, type TimeLimits, type Times } from '../../token/times.js'
import { type AsapDiagnosisStep, codeOf, failed, passed, thrownBy } from './step.js'

/** How long a token lives. One that ends before it begins has no life to judge. */
export function lifetimeStep(times: Times, limits: TimeLimits, now: number): AsapDiagnosisStep | undefined {
  const life = times.end - (times.lifeFrom ?? now)
  if (life <= 0) return undefined
  const thrown = thrownBy(() => checkLife(times, now, limits))
  const counted = times.lifeFrom === undefined ? ', counted from now, since it has no iat' : ''
  const most = duration(limits.maxLifetime)
  const said = `The token lives for ${duration(life)}${counted}; \`maxLifetime\` is ${most}.`
  if (thrown === undefined) return passed('lifetime', said)
  return failed('lifetime', codeOf(thrown), said, lifeHint(life, limits) ?? SHORTEN)
}

const SHORTEN =
  'Have the signer write an earlier end. Raise `maxLifetime` only if the token must live so long: a ' +
  'stolen one is of use all that time.'

const HALF_HOUR = 30 * 60_000
const FEW_SECONDS = 30_000

/** What a signer probably meant whose tokens would live long enough but for one mistake. */
function lifeHint(life: number, { maxLifetime }: TimeLimits): string | undefined {
  const inSeconds = life / 1000
  if (inSeconds <= maxLifetime && inSeconds % 60_000 === 0) {
    const right = `${duration(inSeconds)} are ${inSeconds / 1000} seconds`
    return `The signer probably added milliseconds to a time in seconds: ${right}.`
  }
  const inUtc = life % HALF_HOUR
  return inUtc > FEW_SECONDS && inUtc <= maxLifetime ? LOCAL_TIME : undefined
}

const LOCAL_TIME =
  'The signer probably wrote the end in its local time, and the start in UTC: the times of a token count ' +
  'from 1970 in UTC. If it should really live so long, raise `maxLifetime`.'
