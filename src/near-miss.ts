/** The name that somebody meant who wrote `name`; `undefined` if none is close. */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  const [best] = ranked
  return best && best.edits <= Math.max(2, best.candidate.length / 3) ? best.candidate : undefined
}

/** Levenshtein distance: how many letters to add, drop or change. Long names are near nothing. */
function distance(from: string, to: string): number {
  if (from.length > 40) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] as number) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] as number) + 1, (next[column - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
