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
