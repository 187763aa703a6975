import { type Child, start } from './child.js'
import { Rounds } from './medians.js'
import { atMost, digits, thousands, type View } from './report.js'
import type { TenantWeight } from './tenants-worker.js'
import { seconds } from './tokens.js'
import { TURN, takeTurn } from './turn.js'

/** Processes for a number of tenants, and what they weigh. */
interface Server {
  readonly name: string
  readonly child: Child
  readonly load: Child
  readonly weight: TenantWeight
}

/**
 * All are loaded, and all requests are for the same: what a large heap costs, whatever is in it. Express leaves a good deal
 * for V8 to clean up at each request, and that takes the longer, the more there is beside it.
 */
const ONE_OF_MANY = 'one of as many'

/** What it costs that a guard serves many tenants: the more there are, the more of memory a request may touch. */
export async function tenants({ quick }: { quick: boolean }): Promise<View> {
  const counts = quick ? [1, 100, 10_000] : [1, 100, 10_000, 100_000]
  const most = Math.max(...counts)
  const rounds = quick ? 10 : 100
  const guard = new Rounds()
  const whole = new Rounds()
  const servers: Server[] = []
  try {
    for (const tenants of counts) servers.push(await serve(thousands(tenants), tenants))
    servers.push(await serve(ONE_OF_MANY, most, 1))
    for (let round = 0; round <= rounds; round++) {
      // The first round does not count: it is over when all code is compiled.
      const duration = round > 0 ? TURN : quick ? 1000 : 5000
      for (const { name, child, load, weight } of servers) {
        const alone = await child.ask<number>({ turn: true })
        const run = { port: weight.port, traffic: 'tenants', status: 200, duration } as const
        const { cpu } = await takeTurn(child, load, run)
        if (round === 0) continue
        guard.add(name, alone)
        whole.add(name, cpu)
      }
    }
  } finally {
    await Promise.all(servers.flatMap(({ child, load }) => [child.stop(), load.stop()]))
  }
  const many = thousands(most)
  return {
    title: 'Many tenants',
    text: [
      `Processor time; medians of ${rounds} interleaved rounds. Each tenant has five domains and a secret of its own, and`,
      'requests go to tenants at random, with a token that their tenant has seen before. The guard is called 1000 times a',
      `round in process; the whole request is one over loopback to a route that answers JSON, for ${TURN} ms a round.`,
      'Memory is what is left after a garbage collection, with one remembered token a tenant. The last row has the heap of',
      'the row above, and calls one tenant alone: it tells what is the price of a large heap in any Express app.',
    ].join(' '),
    columns: [
      'tenants',
      'guard, µs of CPU a request',
      'of one tenant',
      'whole request, µs of CPU',
      'of one tenant',
      'memory a tenant, KiB',
      'µs of CPU to load one',
    ],
    rows: servers.map(({ name, weight: { bytesEach, loadEach } }) => [
      name,
      digits(guard.median(name)),
      digits(guard.ratio(name, '1')),
      digits(whole.median(name)),
      digits(whole.ratio(name, '1')),
      digits(bytesEach / 1024, 1),
      digits(loadEach, 0),
    ]),
    targets: [
      // A tenant and a token that are in no cache of the processor are not free.
      atMost(`${many} tenants : one, the guard alone`, 2, guard.ratio(many, '1')),
      atMost(`${many} tenants : one, the whole request`, 1.25, whole.ratio(many, '1')),
      atMost(`${many} tenants : one of as many, the whole request`, 1.1, whole.ratio(many, ONE_OF_MANY)),
    ],
  }
}

/** @param called how many of the tenants are called */
async function serve(name: string, tenants: number, called = tenants): Promise<Server> {
  const child = start('tenants-worker.ts', { exposeGc: true })
  const load = start('load.ts', { core: 1 })
  const now = seconds()
  await load.ask({ prepare: ['tenants'], count: called, now })
  return { name, child, load, weight: await child.ask<TenantWeight>({ tenants, called, now }) }
}
