export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** What was measured of each contender, round by round. */
export class Rounds {
  readonly #values = new Map<string, number[]>()

  add(name: string, value: number): void {
    const values = this.#values.get(name)
    if (values) values.push(value)
    else this.#values.set(name, [value])
  }

  of(name: string): readonly number[] {
    return this.#values.get(name) ?? []
  }

  median(name: string): number {
    return median(this.of(name))
  }

  /** Compared within each round, where the machine was in the same mood for both. */
  ratio(name: string, to: string): number {
    const divisors = this.of(to)
    return median(this.of(name).map((value, round) => value / (divisors[round] ?? Number.NaN)))
  }
}

/** What runs before leaves traces in the caches of the processor: that is to be another contender each time. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const places = new Map(items.map((item) => [item, Math.random()]))
  return items.toSorted((a, b) => (places.get(a) as number) - (places.get(b) as number))
}
