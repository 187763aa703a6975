import { createSecretKey } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import { answer } from './child.js'
import { exchange, fresh } from './requests.js'
import { mint } from './tokens.js'

export interface PortalCost {
  /** Processor time of a request, in microseconds, each round. */
  readonly microseconds: readonly number[]
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

  function request(portal: number) {
    const from = { origin: originOf(portal), token: fresh(tokens[portal] as string) }
    return exchange(from, { 'X-Portal': String(portal) })
  }

  /** The same as behind Express; how many of them came through. */
  function run(exchanges: readonly ReturnType<typeof request>[]): number {
    let through = 0
    const next = () => {
      through++
    }
    for (const { req, res } of exchanges) guard(req, res, next)
    return through
  }

  const before = occupied()
  const loading = process.cpuUsage()
  for (let portal = 0; portal < portals; portal++) await guard.ready(String(portal))
  const loaded = process.cpuUsage(loading)
  for (let portal = 0; portal < portals; portal++) {
    if (run([request(portal)]) !== 1) throw new Error(`portal ${portal} refuses its own token`)
  }
  const bytesEach = (occupied() - before) / portals

  const microseconds: number[] = []
  const warmUp = 100
  for (let round = 0; round < warmUp + rounds; round++) {
    const batch = Array.from({ length: BATCH }, () => request(Math.floor(Math.random() * portals)))
    const start = process.cpuUsage()
    const through = run(batch)
    const { user, system } = process.cpuUsage(start)
    if (through !== BATCH) throw new Error(`${BATCH - through} of ${BATCH} requests were refused`)
    if (round >= warmUp) microseconds.push((user + system) / BATCH)
  }
  return { microseconds, bytesEach, loadEach: (loaded.user + loaded.system) / portals }
})
