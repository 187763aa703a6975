import { askOnce } from './child.js'
import type { Flood } from './flood-worker.js'
import type { Growth } from './growth-worker.js'
import { atMost, digits, thousands, type View } from './report.js'

/** What strangers can make the guard keep: each request with an origin, a token or a tenant of its own. */
export async function flood({ quick }: { quick: boolean }): Promise<View> {
  const refusals = quick ? 50_000 : 300_000
  const floods = await askOnce<readonly Flood[]>('flood-worker.ts', { refusals }, { exposeGc: true })
  return {
    title: 'A flood of refusals',
    text: [
      `${thousands(refusals)} refusals of each kind in process, in blocks of a second's 10,000. The heap is what is left`,
      'after a garbage collection: after the first block, and after the last.',
    ].join(' '),
    columns: [
      'refused for',
      'refusals a second of CPU',
      'heap before, MiB',
      'heap after, MiB',
      'growth a refusal, bytes',
    ],
    rows: floods.map(({ kind, perSecond, before, after, counted }) => [
      kind,
      thousands(perSecond),
      digits(before / 2 ** 20),
      digits(after / 2 ** 20),
      digits((after - before) / counted),
    ]),
    targets: floods.map(({ kind, before, after }) =>
      atMost(`${kind}: heap after : before`, 1.05, after / before),
    ),
  }
}

/** What the size of an input costs. Node itself refuses headers over 16 KiB; nobody need rely on that. */
export async function growth({ quick }: { quick: boolean }): Promise<View> {
  const growths = await askOnce<readonly Growth[]>('growth-worker.ts', { rounds: quick ? 3 : 11 })
  return {
    title: 'Hostile sizes',
    text: 'Processor time in process, medians. An input four times as large may cost four times as much, not sixteen times: eight is half-way, as factors go.',
    columns: ['input', '1 MiB, ms', '4 MiB, ms', 'ratio'],
    rows: growths.map(({ input, one, four }) => [input, digits(one), digits(four), digits(four / one)]),
    targets: [
      // Costs of next to nothing have ratios of chance.
      atMost(
        'the worst ratio of those over 1 ms',
        8,
        Math.max(1, ...growths.filter(({ four }) => four > 1).map(({ one, four }) => four / one)),
      ),
      atMost('the longest that 1 MiB takes, in ms', 100, Math.max(...growths.map(({ one }) => one))),
    ],
  }
}
