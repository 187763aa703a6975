const MINUTE = 60_000
const HALF_HOUR = 30 * MINUTE
/** How far apart the clocks of two time zones can be. */
const MOST_APART = 26 * 60 * MINUTE
/** How far a clock in the wrong time zone may be off beside that. */
const SLACK = 1.5 * MINUTE

/**
 * The end of a sentence about a time that is off by about whole half hours; empty if no offset is like that.
 *
 * @param offsets in milliseconds
 */
export function clockHint(...offsets: readonly number[]): string {
  return offsets.some(isLikeTimeZone) ? ': is a clock or time zone wrong?' : ''
}

function isLikeTimeZone(offset: number): boolean {
  const nearest = Math.round(offset / HALF_HOUR) * HALF_HOUR
  return nearest > 0 && nearest <= MOST_APART && Math.abs(offset - nearest) <= SLACK
}
