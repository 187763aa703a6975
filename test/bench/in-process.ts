import { askOnce } from './child.js'
import type { InProcess } from './in-process-worker.js'
import { Rounds } from './medians.js'
import { atMost, digits, type View } from './report.js'

/** What a request costs without sockets and HTTP: the guard alone, beside the least that anybody could do. */
export async function inProcess({ quick }: { quick: boolean }): Promise<View> {
  const how = { rounds: quick ? 100 : 1000, batch: 100 }
  // Apart: what Express does to requests would slow down the others, too.
  const plain = await measure({ ...how, asExpress: false })
  const behindExpress = await measure({ ...how, asExpress: true })
  const { known, fresh, raw, verify } = plain.names
  return {
    title: 'Cost of a request in process',
    text: [
      `Processor time; medians of ${how.rounds} interleaved rounds of ${how.batch} calls each. The guard gets requests and`,
      'responses of node:http that have no connection, made before the clock starts; every text in them is new. `in Express`',
      'is another process, where their prototypes are replaced first, as Express does: that makes it slower to touch them.',
    ].join(' '),
    columns: ['call', 'µs of CPU', `of ${raw}`, `of ${verify}`],
    rows: [...rows('', plain), ...rows('in Express: ', behindExpress)],
    targets: [
      atMost(`${known} : ${raw}`, 0.5, plain.rounds.ratio(known, raw)),
      atMost(`${fresh} : ${verify}`, 1.4, plain.rounds.ratio(fresh, verify)),
    ],
  }
}

interface Measured {
  readonly rounds: Rounds
  readonly subjects: readonly string[]
  readonly names: InProcess['names']
}

async function measure(how: object): Promise<Measured> {
  const { microseconds, names } = await askOnce<InProcess>('in-process-worker.ts', how)
  const rounds = new Rounds()
  for (const [name, values] of microseconds) for (const value of values) rounds.add(name, value)
  return { rounds, subjects: microseconds.map(([name]) => name), names }
}

function rows(prefix: string, { rounds, subjects, names: { raw, verify } }: Measured): string[][] {
  return subjects.map((name) => [
    `${prefix}${name}`,
    digits(rounds.median(name)),
    digits(rounds.ratio(name, raw)),
    digits(rounds.ratio(name, verify)),
  ])
}
