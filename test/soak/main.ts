// Many requests of all kinds, while keys rotate, tenants change, and clients go away: see CONTRIBUTING.md.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { AsapDecision } from 'asap-guard'
import { inTime } from '../../src/in-time.js'
import { backend } from './backend.js'
import { client } from './client.js'
import { rotatingKeys } from './keys.js'
import { changingTenants } from './tenants.js'
import { type Road, roads } from './traffic.js'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000000' } } })
const requests = Number(values.requests)
if (!(Number.isSafeInteger(requests) && requests >= 1000))
  throw new Error('--requests: a whole number from 1000')
const collectGarbage = global.gc ?? fail('node must be started with --expose-gc')

/** The heap is compared after the first of them and after the last. */
const ROUNDS = 5
/** How many requests are under way at once. */
const WORKERS = 64
/** What the heap may grow by: kept proofs, remembered tokens and compiled code come to less. */
const MOST_GROWTH = 8 * 2 ** 20
const MOST_PROBLEMS = 20
/** A request that is not answered for so many milliseconds never will be. */
const LONGEST_WAIT = 30_000
/** What is open before anything is: the terminal, or pipes in its place. */
const before = process.getActiveResourcesInfo()

const problems: string[] = []
const decisions = new Map<string, number>()
const taken = new Map<string, number>()
const heap: number[] = []

process.on('uncaughtException', (error) => problems.push(`uncaught: ${error.stack}`))
const listener = (message: unknown) => {
  const { outcome, code } = message as AsapDecision
  count(decisions, code ?? outcome)
}
subscribe('asap-guard:decision', listener)

const keys = await rotatingKeys()
const tenants = changingTenants()
const desk = await backend(keys, tenants)
const caller = client(desk.port)
const ways = roads(desk, caller, keys, tenants)
const allWays = ways.flatMap((road) => Array<Road>(road.weight).fill(road))
await desk.guards.jwks.ready()
keys.run()
tenants.run()

let checks = 0
for (let round = 1; round <= ROUNDS && problems.length === 0; round += 1) {
  let left = Math.ceil(requests / ROUNDS)
  const worker = async () => {
    while (left > 0 && problems.length < MOST_PROBLEMS) {
      left -= 1
      await attempt(allWays[Math.floor(Math.random() * allWays.length)] as Road)
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, worker))
  heap.push(await usedHeap())
  const used = megabytes(heap.at(-1) as number)
  print(`round ${round}: ${sum(taken)} requests, heap ${used}, problems: ${problems.length}`)
}

const open = desk.open
if (open > 0) problems.push(`${open} WebSockets are still open, whose clients have gone`)
caller.close()
const [isClosed] = await Promise.all([desk.close(), keys.close(), tenants.close()])
if (!isClosed) problems.push('the server does not close: connections are left that nobody ended')
unsubscribe('asap-guard:decision', listener)
checkHeap()
checkDecisions()
await checkHandles()
report()
// What is still open would keep the process alive.
process.exit(problems.length > 0 ? 1 : 0)

async function attempt({ name, attempt }: Road): Promise<void> {
  count(taken, name)
  if (name === 'guard.check') checks += 1
  try {
    const made = await inTime(attempt(), LONGEST_WAIT)
    if (made && !made.right.includes(made.outcome))
      problems.push(`${name}: ${made.outcome} instead of ${made.right.join(' or ')}, of ${made.what}`)
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.stack : error}`)
  }
}

/** In bytes. What is under way ends first, and what is dead is collected. */
async function usedHeap(): Promise<number> {
  await pause(300)
  collectGarbage()
  await pause(100)
  collectGarbage()
  return process.memoryUsage().heapUsed
}

function checkHeap(): void {
  const [first, last] = [heap[0] as number, heap.at(-1) as number]
  if (last - first > MOST_GROWTH)
    problems.push(`the heap grew from ${megabytes(first)} to ${megabytes(last)}`)
}

/** Each decision is published once. Frames are no decision, and of aborted requests some are never read. */
function checkDecisions(): void {
  const published = sum(decisions)
  const answered = caller.counts.answered + checks - (taken.get('frames') ?? 0)
  if (published < answered || published > answered + caller.counts.aborted)
    problems.push(`${published} decisions of ${answered} requests and ${caller.counts.aborted} aborted ones`)
}

/** Sockets take a moment to close. */
async function checkHandles(): Promise<void> {
  let left: string[] = []
  for (let tries = 0; tries < 50; tries += 1) {
    left = process.getActiveResourcesInfo()
    for (const resource of before) {
      const index = left.indexOf(resource)
      if (index >= 0) left.splice(index, 1)
    }
    if (left.length === 0) return
    await pause(100)
  }
  problems.push(`left open: ${left.join(', ')}`)
}

function report(): void {
  print('\nrequests by road', table(taken))
  print('decisions, by what they were or their code', table(decisions))
  print('faults of the key set', table(new Map(Object.entries(keys.faults))))
  const { loads, changes: changed, outages } = tenants.counts
  print(`keys: ${keys.rotations} made. Tenants: ${loads} loads, ${changed} changes, ${outages} outages.`)
  print(`heap after each round: ${heap.map(megabytes).join(', ')}`)
  for (const problem of problems.slice(0, MOST_PROBLEMS)) print(`PROBLEM ${problem}`)
  print(problems.length > 0 ? `${problems.length} problems` : 'no wrong answer, no handle left, heap flat')
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, each) => all + each, 0)
}

function table(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `  ${String(times).padStart(8)}  ${name}`)
    .join('\n')
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}

function print(...lines: readonly string[]): void {
  console.log(lines.join('\n'))
}

function fail(message: string): never {
  throw new Error(message)
}
