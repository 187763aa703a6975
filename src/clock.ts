/** A moment, as both clocks of a process tell it, in milliseconds. */
export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

export const now = (): Moment => ({ monotonic: performance.now(), wall: Date.now() })

/**
 * Seconds since a moment, by the clock that says more. Keys must not outlive their time: the wall clock may
 * be set back, and the monotonic one stands still while the machine sleeps or a serverless process is frozen.
 * A wall clock set forward costs one fetch too many.
 */
export function secondsSince({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall) / 1000
}
