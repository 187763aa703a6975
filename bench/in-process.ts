import { start } from './child.js'
import { KNOWN, NEW } from './contenders.js'
import { RAW, type Subject, subjects, VERIFY } from './in-process-subjects.js'
import type { Calls } from './in-process-worker.js'
import { Rounds, shuffled } from './medians.js'
import { atMost, digits, type View } from './report.js'

/** Of 100 calls each. One turn takes no longer than a server's with the throughput, for the same reason. */
const BATCHES = 10
/** What does not count at first: when it is over, all code is compiled. */
const WARM_UP = 200

/** What each subject costs, in microseconds: each in a process of its own, by turns. */
export async function measure(subjects: readonly Subject[], rounds: number): Promise<Rounds> {
  const measured = new Rounds()
  const running = subjects.map(({ name }) => ({ name, child: start('in-process-worker.ts') }))
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const { name, child } of shuffled(running)) {
        const calls: Calls = { subject: name, batches: round > 0 ? BATCHES : WARM_UP }
        const microseconds = await child.ask<number>(calls)
        if (round > 0) measured.add(name, microseconds)
      }
    }
  } finally {
    await Promise.all(running.map(({ child }) => child.stop()))
  }
  return measured
}

/** What a request costs without sockets and HTTP: the guard alone, beside the least that anybody could do. */
export async function inProcess({ quick }: { quick: boolean }): Promise<View> {
  const rounds = quick ? 10 : 150
  const measured = await measure(subjects, rounds)
  return {
    title: 'Cost of a request in process',
    text: [
      `Processor time; medians of ${rounds} rounds, in each of which every call has a turn of ${BATCHES * 100} in a process of its own.`,
      'The guard gets requests and responses of node:http that have no connection, made before the clock starts; every text in',
      'them is new. `in Express`, their prototypes are replaced first, as Express does: that makes it slower to touch them.',
    ].join(' '),
    columns: ['call', 'µs of CPU', `of ${RAW}`, `of ${VERIFY}`],
    rows: subjects.map(({ name }) => [
      name,
      digits(measured.median(name)),
      digits(measured.ratio(name, RAW)),
      digits(measured.ratio(name, VERIFY)),
    ]),
    targets: [
      atMost(`${KNOWN} : ${RAW}`, 0.5, measured.ratio(KNOWN, RAW)),
      atMost(`${NEW} : ${VERIFY}`, 1.4, measured.ratio(NEW, VERIFY)),
    ],
  }
}
