/** How many minutes are kept, and shown. */
const MINUTES = 30

export interface MinuteCounts {
  add(name: string): void
  /** For each name one number a minute, oldest first; the last is of the minute that is under way. */
  read(): Record<string, number[]>
}

/** The minutes that are shown, as seconds since 1970. */
export function shownMinutes(): number[] {
  const last = thisMinute()
  return Array.from({ length: MINUTES }, (_, index) => (last - MINUTES + 1 + index) * 60)
}

/**
 * Counts how often names occur in each minute. Of names that callers make up, `most` are kept; the rest are
 * `others`.
 */
export function minuteCounts(most: number): MinuteCounts {
  const names = new Map<string, Map<number, number>>()

  function forgetOldMinutes(): void {
    for (const [name, minutes] of names) {
      for (const minute of minutes.keys()) if (minute <= thisMinute() - MINUTES) minutes.delete(minute)
      if (minutes.size === 0) names.delete(name)
    }
  }

  return {
    add(name) {
      forgetOldMinutes()
      const kept = names.has(name) || names.size < most ? name : 'others'
      const minutes = names.get(kept) ?? new Map<number, number>()
      minutes.set(thisMinute(), (minutes.get(thisMinute()) ?? 0) + 1)
      names.set(kept, minutes)
    },
    read() {
      forgetOldMinutes()
      const perMinute = (counts: Map<number, number>) =>
        shownMinutes().map((second) => counts.get(second / 60) ?? 0)
      return Object.fromEntries([...names].map(([name, counts]) => [name, perMinute(counts)]))
    },
  }
}

const thisMinute = () => Math.floor(Date.now() / 60_000)
