import { askOnce } from './child.js'
import { median } from './medians.js'
import type { PortalCost } from './portals-worker.js'
import { atMost, digits, thousands, type View } from './report.js'

/** What it costs that a guard serves many portals: the more there are, the more of memory a request may touch. */
export async function portals({ quick }: { quick: boolean }): Promise<View> {
  const counts = quick ? [1, 100, 10_000] : [1, 100, 10_000, 100_000]
  const rounds = quick ? 50 : 300
  const costs: PortalCost[] = []
  for (const count of counts) {
    costs.push(await askOnce<PortalCost>('portals-worker.ts', { portals: count, rounds }, { exposeGc: true }))
  }
  const cost = costs.map(({ microseconds }) => median(microseconds))
  const most = counts.at(-1) as number
  return {
    title: 'Many portals',
    text: [
      `Processor time in process; medians of ${rounds} rounds. Each portal has five domains and a secret of its own, and`,
      'requests go to portals at random, with a token that their portal has seen before. Memory is what is left after a',
      'garbage collection, with one remembered token a portal.',
    ].join(' '),
    columns: ['portals', 'µs of CPU a request', 'of one portal', 'memory a portal, KiB', 'µs of CPU to load one'],
    rows: costs.map(({ bytesEach, loadEach }, index) => [
      thousands(counts[index] as number),
      digits(cost[index] as number),
      digits((cost[index] as number) / (cost[0] as number)),
      digits(bytesEach / 1024, 1),
      digits(loadEach, 0),
    ]),
    targets: [
      // A lookup in a Map of this size, and a token and a portal that are in no processor cache, are not free.
      atMost(`${thousands(most)} portals : one`, 2, (cost.at(-1) as number) / (cost[0] as number)),
    ],
  }
}
