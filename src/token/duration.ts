const MINUTE = 60_000
const HALF_HOUR = 30 * MINUTE
/** How far apart the clocks of two time zones can be. */
const MOST_APART = 26 * 60 * MINUTE
/** What a clock in the wrong time zone may be off beside that. */
const SLACK = 1.5 * MINUTE

/** A length of time as people say it: `4 min 10 s`. */
export function duration(milliseconds: number): string {
  const total = Math.round(milliseconds / 1000)
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ] as const
  const said = parts.filter(([count]) => count > 0).slice(0, 2)
  return said.length > 0 ? said.map(([count, unit]) => `${count} ${unit}`).join(' ') : 'less than 1 s'
}

/** What a time that is off by about whole half hours, in milliseconds, suggests; empty for any other. */
export function clockHint(...offsets: readonly number[]): string {
  return offsets.some(isLikeTimeZone) ? ': is a clock or time zone wrong?' : ''
}

function isLikeTimeZone(offset: number): boolean {
  const nearest = Math.round(offset / HALF_HOUR) * HALF_HOUR
  return nearest > 0 && nearest <= MOST_APART && Math.abs(offset - nearest) <= SLACK
}
