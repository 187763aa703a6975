import { createSecretKey } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import type { RequestHandler } from 'express'
import { answer } from './child.js'
import { processorTime } from './processor-time.js'
import { type Exchange, exchange, fresh } from './requests.js'
import { DOMAINS, mint, ORIGIN, SECRET } from './tokens.js'

export interface Flood {
  readonly kind: string
  readonly perSecond: number
  /** The heap after the first block and after the last, in bytes. */
  readonly before: number
  readonly after: number
  /** How many refusals lie between the two. */
  readonly counted: number
}

interface Kind {
  readonly kind: string
  readonly guard: RequestHandler
  /** The request of a number, unlike that of any other. */
  readonly request: (number: number) => Exchange
}

const BLOCK = 10_000
const BATCH = 100

const otherSecret = createSecretKey(Buffer.from('another secret, which the guard does not know'))

function kinds(): readonly Kind[] {
  const guard = asapGuard({ domains: DOMAINS, secret: SECRET })
  const tenants = asapGuard({
    tenant: (req) => req.get('X-Tenant'),
    load: async (tenant) => (tenant === 'known' ? { domains: DOMAINS, secret: SECRET } : undefined),
  })
  const good = mint(0)
  const from = (origin: string, token: string) => exchange({ origin, token: fresh(token) })
  return [
    { kind: 'an unlisted origin', guard, request: (number) => from(`https://evil-${number}.example`, good) },
    { kind: 'a malformed origin', guard, request: (number) => from(`https://evil ${number}`, good) },
    { kind: 'no JWT', guard, request: (number) => from(ORIGIN, `rubbish-${number}`) },
    {
      kind: 'a wrong signature',
      guard,
      request: (number) => from(ORIGIN, mint(number, { secret: otherSecret })),
    },
    {
      kind: 'an expired token',
      guard,
      request: (number) => from(ORIGIN, mint(number, { secondsLeft: -60 })),
    },
    {
      kind: 'an unknown tenant',
      guard: tenants,
      request: (number) =>
        exchange({ origin: ORIGIN, token: fresh(good) }, { 'X-Tenant': `tenant-${number}` }),
    },
  ]
}

/** Calls the guard a block of times, and gives the processor time that it took, in seconds. */
async function block({ kind, guard, request }: Kind, first: number): Promise<number> {
  let microseconds = 0
  let refused = 0
  const next = () => {
    throw new Error(`${kind}: a request came through`)
  }
  for (let number = first; number < first + BLOCK; number += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => request(number + index))
    const ends = batch.map(
      ({ res }) =>
        new Promise<void>((resolve) => {
          const end = () => {
            refused++
            resolve()
            return res
          }
          Object.assign(res, { end })
        }),
    )
    const start = processorTime()
    for (const { req, res } of batch) guard(req, res, next)
    await Promise.all(ends)
    microseconds += processorTime() - start
  }
  if (refused !== BLOCK) throw new Error(`${kind}: ${refused} of ${BLOCK} requests were refused`)
  return microseconds / 1e6
}

function heap(): number {
  for (let again = 0; again < 3; again++) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

answer(async ({ refusals }: { refusals: number }): Promise<readonly Flood[]> => {
  const floods: Flood[] = []
  for (const kind of kinds()) {
    await block(kind, 0)
    const before = heap()
    let seconds = 0
    for (let first = BLOCK; first < refusals; first += BLOCK) seconds += await block(kind, first)
    const counted = refusals - BLOCK
    floods.push({ kind: kind.kind, perSecond: counted / seconds, before, after: heap(), counted })
  }
  return floods
})
