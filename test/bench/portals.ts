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
  const guard = costs.map((cost) => median(cost.guard))
  const app = costs.map((cost) => median(cost.app))
  const ofOne = (cost: readonly number[], index: number) => (cost[index] as number) / (cost[0] as number)
  const most = counts.length - 1
  const manyToOne = `${thousands(counts[most] as number)} portals : one`
  return {
    title: 'Many portals',
    text: [
      `Processor time in process; medians of ${rounds} rounds. Each portal has five domains and a secret of its own, and`,
      'requests go to portals at random, with a token that their portal has seen before. `whole request` is an Express app',
      'with the guard and a route that answers JSON, without a socket. Memory is what is left after a garbage collection,',
      'with one remembered token a portal.',
    ].join(' '),
    columns: [
      'portals',
      'guard, µs of CPU a request',
      'of one portal',
      'whole request, µs of CPU',
      'of one portal',
      'memory a portal, KiB',
      'µs of CPU to load one',
    ],
    rows: costs.map(({ bytesEach, loadEach }, index) => [
      thousands(counts[index] as number),
      digits(guard[index] as number),
      digits(ofOne(guard, index)),
      digits(app[index] as number),
      digits(ofOne(app, index)),
      digits(bytesEach / 1024, 1),
      digits(loadEach, 0),
    ]),
    targets: [
      // A portal and a token that are in no cache of the processor are not free.
      atMost(`${manyToOne}, the guard alone`, 2, ofOne(guard, most)),
      atMost(`${manyToOne}, the whole request`, 1.25, ofOne(app, most)),
    ],
  }
}
