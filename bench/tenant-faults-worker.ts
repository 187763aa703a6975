import { setTimeout as pause } from 'node:timers/promises'
import { asapGuard } from 'asap-guard'
import { answer } from './child.js'
import { exchange, fresh } from './requests.js'
import { DOMAINS, mint, ORIGIN, SECRET } from './tokens.js'

export interface FaultyLoad {
  readonly scenario: string
  readonly requests: number
  /** How many answers of each kind: a status, and the code of a refusal. */
  readonly answers: Readonly<Record<string, number>>
  readonly loads: number
  /** The longest that a request waited, in milliseconds. */
  readonly slowest: number
}

interface Scenario {
  readonly scenario: string
  /** Whether all tenants were loaded before `load` went wrong, and are past `maxAge`. */
  readonly stale?: boolean
  readonly load: (tenant: string) => unknown
}

const GOOD = { domains: DOMAINS, secret: SECRET }

async function outage(): Promise<never> {
  throw new Error('the database does not answer')
}

const RUBBISH: readonly unknown[] = [
  null,
  'help.example.com',
  42,
  [],
  {},
  { domains: [], secret: SECRET },
  { domains: DOMAINS },
  { domains: ['*'], secret: SECRET },
  { domains: DOMAINS, secret: 'short' },
  { ...GOOD, maxLifetime: 'ten minutes' },
]

const scenarios: readonly Scenario[] = [
  { scenario: 'takes a second, nothing loaded before', load: () => pause(1000, GOOD) },
  { scenario: 'takes a second, loaded before', stale: true, load: () => pause(1000, GOOD) },
  { scenario: 'fails, nothing loaded before', load: outage },
  { scenario: 'fails, loaded before', stale: true, load: outage },
  { scenario: 'never answers, loaded before', stale: true, load: () => new Promise(() => {}) },
  { scenario: 'returns rubbish, nothing loaded before', load: (tenant) => RUBBISH[Number(tenant)] },
  { scenario: 'returns rubbish, loaded before', stale: true, load: (tenant) => RUBBISH[Number(tenant)] },
  { scenario: 'fails for one tenant of ten', load: (tenant) => (tenant === '0' ? outage() : GOOD) },
]

const TENANTS = 10
const EVERY_5_MS = 5

async function play({ scenario, stale = false, load }: Scenario, seconds: number): Promise<FaultyLoad> {
  let isFaulty = !stale
  let loads = 0
  const guard = asapGuard({
    tenant: (req) => req.get('X-Tenant'),
    load(tenant) {
      if (!isFaulty) return GOOD
      loads++
      return load(tenant) as typeof GOOD
    },
    maxAge: stale ? 0 : 60,
  })
  if (stale) for (let tenant = 0; tenant < TENANTS; tenant++) await guard.ready(String(tenant))
  isFaulty = true

  const token = mint(0)
  const answers: Record<string, number> = {}
  let requests = 0
  let open = 0
  let slowest = 0
  function send(): void {
    const start = performance.now()
    let isAnswered = false
    const tenant = String(requests++ % TENANTS)
    const { req, res } = exchange({ origin: ORIGIN, token: fresh(token) }, { 'X-Tenant': tenant })
    open++
    function count(what: string): void {
      if (isAnswered) throw new Error(`${scenario}: a request was answered twice`)
      isAnswered = true
      open--
      answers[what] = (answers[what] ?? 0) + 1
      slowest = Math.max(slowest, performance.now() - start)
    }
    const end = ((body: string) => {
      count(`${res.statusCode} ${JSON.parse(body).code}`)
      return res
    }) as typeof res.end
    Object.assign(res, { end })
    guard(req, res, () => count('200'))
  }

  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    for (let burst = 0; burst < EVERY_5_MS; burst++) send()
    await pause(5)
  }
  for (let waited = 0; open > 0 && waited < 150; waited++) await pause(100)
  if (open > 0) answers['no answer'] = open
  return { scenario, requests, answers, loads, slowest }
}

answer(({ seconds }: { seconds: number }) =>
  Promise.all(scenarios.map((scenario) => play(scenario, seconds))),
)
