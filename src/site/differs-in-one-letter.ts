/** Whether one letter was added, dropped or changed, or two neighbours were swapped. */
export function differsInOneLetter(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false
  // Both loops end, since the names differ somewhere: one that is over has undefined where the other goes on.
  let start = 0
  while (one[start] === other[start]) start += 1
  let end = 0
  while (one.at(-1 - end) === other.at(-1 - end)) end += 1
  const left = one.slice(start, one.length - end)
  const right = other.slice(start, other.length - end)
  return (left.length <= 1 && right.length <= 1) || (right.length === 2 && left === `${right[1]}${right[0]}`)
}
