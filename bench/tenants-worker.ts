import { setImmediate } from 'node:timers/promises'
import { asapGuard } from 'asap-guard'
import express from 'express'
import { answer } from './child.js'
import { listen } from './listen.js'
import { median } from './medians.js'
import { processorTime } from './processor-time.js'
import { type Exchange, exchange, fresh } from './requests.js'
import { mintFor, tenantOf } from './tokens.js'
import { PATH } from './traffic.js'

/** How many tenants there are, how many of them are called, and the second of their tokens. */
export interface LoadTenants {
  readonly tenants: number
  readonly called: number
  readonly now: number
}

/** Loads tenants; `turn` measures the guard. */
export type TenantsMessage = LoadTenants | { readonly turn: true }

export interface TenantWeight {
  /** Of a server whose route is behind the guard. */
  readonly port: number
  /** What a loaded tenant occupies, with one token remembered. */
  readonly bytesEach: number
  /** Processor time of loading one, in microseconds. */
  readonly loadEach: number
}

/** How many requests are made before the clock starts. */
const BATCH = 100
/** Of a turn. What ran before has left the caches of the processor cold for the first ones. */
const BATCHES = 10
/** Of the event loop, far more than a request takes. */
const MOST_TURNS = 100

/** All that is still in use, on the heap and beside it. */
function occupied(): number {
  for (let again = 0; again < 3; again++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Processor time that the guard takes for a request, in microseconds. */
let turn: (() => Promise<number>) | undefined

answer((message: TenantsMessage) => ('tenants' in message ? prepare(message) : turn?.()))

async function prepare({ tenants, called, now }: LoadTenants): Promise<TenantWeight> {
  // Before memory is looked at: the benchmark's own.
  const tokens = Array.from({ length: tenants }, (_, tenant) => mintFor(tenant, now))
  const guard = asapGuard({
    tenant: (req) => req.get('X-Tenant'),
    load: (tenant) => tenantOf(Number(tenant)).configuration,
    maxTenants: Math.max(tenants, 1),
    maxAge: 3600,
  })

  let through = 0
  const count = () => {
    through++
  }
  /** Lets requests through the guard, which checks them and runs their routes in turns of their own. */
  async function pass(exchanges: readonly Exchange[]) {
    through = 0
    for (const { req, res } of exchanges) guard(req, res, count)
    for (let turns = 0; through < exchanges.length && turns < MOST_TURNS; turns++) await setImmediate()
    if (through !== exchanges.length) throw new Error(`${exchanges.length - through} requests were refused`)
  }

  function request(tenant: number) {
    const token = fresh(tokens[tenant] as string)
    return exchange({ origin: tenantOf(tenant).origin, token }, { 'X-Tenant': String(tenant) })
  }

  const before = occupied()
  const loading = processorTime()
  for (let tenant = 0; tenant < tenants; tenant++) await guard.ready(String(tenant))
  const loadEach = (processorTime() - loading) / tenants
  // A token is remembered when it is verified a second time.
  for (const _time of [1, 2]) {
    for (let tenant = 0; tenant < tenants; tenant++) await pass([request(tenant)])
  }
  const bytesEach = (occupied() - before) / tenants

  turn = async () => {
    const batches: number[] = []
    for (let round = 0; round < BATCHES; round++) {
      const batch = Array.from({ length: BATCH }, () => request(Math.floor(Math.random() * called)))
      const start = processorTime()
      await pass(batch)
      batches.push((processorTime() - start) / BATCH)
    }
    return median(batches)
  }

  const app = express()
  app.use('/widget/api', guard)
  app.get(PATH, (_req, res) => {
    res.json({ tickets: [] })
  })
  return { port: await listen(app), bytesEach, loadEach }
}
