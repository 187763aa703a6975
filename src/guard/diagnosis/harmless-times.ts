import type { Times } from '../../token/times.js'

/** Times with which nothing is wrong, so that the gate's own check can be made of one time alone. */
export const harmlessTimes = (now: number): Times => ({
  end: now + 1,
  endClaim: 'exp',
  start: Number.NEGATIVE_INFINITY,
  startClaim: 'nbf',
  issuedAt: undefined,
  lifeFrom: now,
})
