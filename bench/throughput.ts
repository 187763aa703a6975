import { type Child, start } from './child.js'
import { type Contender, contenders, EXPRESS, FLOOR, KNOWN, NEW, NODE, OAUTH2 } from './contenders.js'
import { Rounds, shuffled } from './medians.js'
import { atLeast, digits, thousands, type View } from './report.js'
import type { Serve } from './server.js'
import { TURN, takeTurn } from './turn.js'

/** A server that is running, and the contender that it serves. */
interface Running {
  readonly contender: Contender
  readonly server: Child
  readonly port: number
}

interface Measured {
  /** Requests a second. */
  readonly rates: Rounds
  /** Processor time of the server a request, in microseconds. */
  readonly cpu: Rounds
  /** Share of its core that the load generator needed. */
  readonly busy: Rounds
}

/** Milliseconds of the first turn of a process, which does not count: when it is over, all code is compiled. */
const WARM_UP = 3000

/** The fastest that a contender with tokens never seen may be, in requests a millisecond: decides how many are minted. */
const FASTEST = 40

/** Over loopback: the server on one core, saturated, and the load generator on the other. */
export async function throughput({ quick }: { quick: boolean }): Promise<View> {
  // The same code is a few percent faster or slower in another process, where things happen to lie elsewhere in memory.
  const processes = quick ? 1 : 6
  const rounds = quick ? 5 : 20
  const measured: Measured = { rates: new Rounds(), cpu: new Rounds(), busy: new Rounds() }
  for (let started = 0; started < processes; started++)
    await measure(measured, rounds, quick ? 1000 : WARM_UP)
  return view(measured, processes, rounds)
}

async function measure(measured: Measured, rounds: number, warmUp: number): Promise<void> {
  const load = start('load.ts', { core: 1 })
  const running: Running[] = []
  try {
    for (const contender of contenders) running.push(await serve(contender))
    await load.ask({ prepare: ['known', 'unlisted', 'expired'] })
    for (let round = 0; round <= rounds; round++) {
      const duration = round > 0 ? TURN : warmUp
      await load.ask({ prepare: ['new'], count: duration * FASTEST })
      for (const { contender, server, port } of shuffled(running)) {
        const { name, traffic, status } = contender
        const { requestsPerSecond, cpu, busy } = await takeTurn(server, load, {
          port,
          traffic,
          status,
          duration,
        })
        if (round === 0) continue
        measured.rates.add(name, requestsPerSecond)
        measured.cpu.add(name, cpu)
        measured.busy.add(name, busy)
      }
    }
  } finally {
    await Promise.all([load, ...running.map(({ server }) => server)].map((child) => child.stop()))
  }
}

async function serve(contender: Contender): Promise<Running> {
  const server = start('server.ts', { core: 0 })
  const message: Serve = { serve: contender.name }
  return { contender, server, port: await server.ask<number>(message) }
}

function view({ rates, cpu, busy }: Measured, processes: number, rounds: number): View {
  const peers = contenders.filter(({ peer }) => peer).map(({ name }) => name)
  const bestPeer = peers.reduce((best, name) => (rates.median(name) > rates.median(best) ? name : best))
  return {
    title: 'Throughput over loopback',
    text: [
      `Medians of ${processes * rounds} rounds, in each of which every server has a turn of ${TURN} ms; after ${rounds} rounds, all servers are started`,
      "anew. 50 keep-alive connections; the headers of a browser's cross-site call; HS256. Every contender answers the same JSON",
      "from the same Express 5 route. Every answer's status is checked.",
    ].join(' '),
    columns: [
      'server',
      'requests a second',
      'of bare Express',
      'of the floor',
      'server CPU a request, µs',
      'of the floor, by CPU',
      'generator busy',
    ],
    rows: contenders.map(({ name }) => [
      name,
      thousands(rates.median(name)),
      digits(rates.ratio(name, EXPRESS)),
      digits(rates.ratio(name, FLOOR)),
      digits(cpu.median(name), 1),
      digits(1 / cpu.ratio(name, FLOOR)),
      `${digits(busy.median(name) * 100, 0)} %`,
    ]),
    targets: [
      atLeast(`${NODE} : ${EXPRESS} (the server is the bottleneck)`, 2.5, rates.ratio(NODE, EXPRESS)),
      atLeast(`${KNOWN} : the floor`, 1, rates.ratio(KNOWN, FLOOR)),
      atLeast(`${KNOWN} : ${OAUTH2}`, 2.2, rates.ratio(KNOWN, OAUTH2)),
      atLeast(`${KNOWN} : the best peer, ${bestPeer}`, 1, rates.ratio(KNOWN, bestPeer)),
      atLeast(`${NEW} : the best peer, ${bestPeer}`, 1.05, rates.ratio(NEW, bestPeer)),
    ],
  }
}
