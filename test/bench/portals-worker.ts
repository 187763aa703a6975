import { createSecretKey } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import express from 'express'
import { answer } from './child.js'
import { type Exchange, exchange, fresh } from './requests.js'
import { mint } from './tokens.js'
import { PATH } from './traffic.js'

export interface PortalCost {
  /** Processor time that the guard takes for a request, in microseconds, each round. */
  readonly guard: readonly number[]
  /** The same of the whole request: an Express app, the guard and a route that answers JSON. */
  readonly app: readonly number[]
  /** What a loaded portal occupies, with one token remembered. */
  readonly bytesEach: number
  /** Processor time of loading one, in microseconds. */
  readonly loadEach: number
}

const BATCH = 100

const secretOf = (portal: number) => `the shared secret of portal ${portal}, longer than its hash`
const originOf = (portal: number) => `https://help.portal-${portal}.example.com`

function configuration(portal: number) {
  const domains = ['help', 'shop', 'www', 'support', 'desk'].map((site) => `${site}.portal-${portal}.example.com`)
  return { domains, secret: secretOf(portal) }
}

/** All that is still in use, on the heap and beside it. */
function occupied(): number {
  for (let again = 0; again < 3; again++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

answer(async ({ portals, rounds }: { portals: number; rounds: number }): Promise<PortalCost> => {
  // Before memory is looked at: the benchmark's own.
  const tokens = Array.from({ length: portals }, (_, portal) =>
    mint(portal, { secret: createSecretKey(Buffer.from(secretOf(portal))) }),
  )
  const guard = asapGuard({
    tenant: (req) => req.get('X-Portal'),
    load: (portal) => configuration(Number(portal)),
    maxTenants: Math.max(portals, 1),
    maxAge: 3600,
  })

  let through = 0
  const count = () => {
    through++
  }
  const app = express()
  app.use('/widget/api', guard)
  app.get(PATH, (_req, res) => {
    count()
    res.json({ tickets: [] })
  })

  function request(portal: number, asExpress = true) {
    const from = { origin: originOf(portal), token: fresh(tokens[portal] as string) }
    return exchange(from, { 'X-Portal': String(portal) }, asExpress)
  }

  const before = occupied()
  const loading = process.cpuUsage()
  for (let portal = 0; portal < portals; portal++) await guard.ready(String(portal))
  const loaded = process.cpuUsage(loading)
  for (let portal = 0; portal < portals; portal++) {
    const { req, res } = request(portal)
    guard(req, res, count)
  }
  if (through !== portals) throw new Error(`${portals - through} portals refuse their own tokens`)
  const bytesEach = (occupied() - before) / portals

  /** Processor time of a request, in microseconds. */
  function round(serve: (exchange: Exchange) => void, asExpress: boolean): number {
    const batch = Array.from({ length: BATCH }, () => request(Math.floor(Math.random() * portals), asExpress))
    through = 0
    const start = process.cpuUsage()
    for (const exchange of batch) serve(exchange)
    const { user, system } = process.cpuUsage(start)
    if (through !== BATCH) throw new Error(`${BATCH - through} of ${BATCH} requests were refused`)
    return (user + system) / BATCH
  }

  const measured = { guard: [] as number[], app: [] as number[] }
  const warmUp = 100
  for (let turn = 0; turn < warmUp + rounds; turn++) {
    // The guard sees requests as Express hands them on; the app gets them as Node does.
    const alone = round(({ req, res }) => guard(req, res, count), true)
    const whole = round(({ req, res }) => app(req, res), false)
    if (turn < warmUp) continue
    measured.guard.push(alone)
    measured.app.push(whole)
  }
  return { ...measured, bytesEach, loadEach: (loaded.user + loaded.system) / portals }
})
