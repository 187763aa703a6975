import { askOnce } from './child.js'
import { digits, thousands, type View } from './report.js'
import type { FaultyLoad } from './tenant-faults-worker.js'

/** What callers get while the place that configurations come from is slow, broken or wrong. */
export async function tenantFaults({ quick }: { quick: boolean }): Promise<View> {
  const seconds = quick ? 2 : 5
  const measured = await askOnce<readonly FaultyLoad[]>('tenant-faults-worker.ts', { seconds })
  return {
    title: 'When `load` misbehaves',
    text: [
      `Five requests every few milliseconds, in process, for ${seconds} s, to ten tenants in turn, each scenario with a guard of its`,
      'own. `slowest` is the longest that a caller waited; `200` are requests that reached the routes.',
    ].join(' '),
    columns: ['scenario', 'requests', 'answers', 'calls of `load`', 'slowest, ms'],
    rows: measured.map(({ scenario, requests, answers, loads, slowest }) => [
      scenario,
      thousands(requests),
      Object.entries(answers)
        .map(([what, count]) => `${thousands(count)} × ${what}`)
        .join(', '),
      thousands(loads),
      digits(slowest, 0),
    ]),
  }
}
