import { asapGuard } from 'asap-guard'
import express from 'express'
import { answer } from './child.js'
import { listen } from './listen.js'
import { median } from './medians.js'
import { processorTime } from './processor-time.js'
import { exchange, fresh } from './requests.js'
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

/** All that is still in use, on the heap and beside it. */
function occupied(): number {
  for (let again = 0; again < 3; again++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Processor time that the guard takes for a request, in microseconds. */
let turn: (() => number) | undefined

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
  function request(tenant: number) {
    const token = fresh(tokens[tenant] as string)
    return exchange({ origin: tenantOf(tenant).origin, token }, { 'X-Tenant': String(tenant) })
  }

  const before = occupied()
  const loading = processorTime()
  for (let tenant = 0; tenant < tenants; tenant++) await guard.ready(String(tenant))
  const loadEach = (processorTime() - loading) / tenants
  for (let tenant = 0; tenant < tenants; tenant++) {
    const { req, res } = request(tenant)
    guard(req, res, count)
  }
  if (through !== tenants) throw new Error(`${tenants - through} tenants refuse their own tokens`)
  const bytesEach = (occupied() - before) / tenants

  turn = () => {
    const batches = Array.from({ length: BATCHES }, () => {
      const batch = Array.from({ length: BATCH }, () => request(Math.floor(Math.random() * called)))
      through = 0
      const start = processorTime()
      for (const { req, res } of batch) guard(req, res, count)
      const taken = processorTime() - start
      if (through !== BATCH) throw new Error(`${BATCH - through} of ${BATCH} requests were refused`)
      return taken / BATCH
    })
    return median(batches)
  }

  const app = express()
  app.use('/widget/api', guard)
  app.get(PATH, (_req, res) => {
    res.json({ tickets: [] })
  })
  return { port: await listen(app), bytesEach, loadEach }
}
