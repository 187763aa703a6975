import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { answer } from './child.js'
import { type Requests, requestsOf, type Traffic } from './traffic.js'

/** Makes the requests of the round that begins: tokens live for minutes only. */
export interface Prepare {
  readonly prepare: readonly Traffic[]
  /** How many different tokens a round may need. */
  readonly count: number
}

/** Sends requests to a port. */
export interface Run {
  readonly port: number
  readonly traffic: Traffic
  readonly status: number
  /** How many answers do not count yet. */
  readonly warmUp: number
  /** How long answers count after that, in milliseconds. */
  readonly duration: number
}

export interface Load {
  readonly requestsPerSecond: number
  /** All answers, those of the warm-up included. */
  readonly answers: number
  /** Share of its core that this process needed. Near 1, it would measure itself. */
  readonly busy: number
}

/** Enough that the server always finds a request waiting; each connection waits for its answer before it asks again. */
const CONNECTIONS = 50

const prepared = new Map<Traffic, Requests>()

answer((message: Prepare | Run) => ('prepare' in message ? prepare(message) : run(message)))

function prepare({ prepare, count }: Prepare): void {
  for (const traffic of prepare) prepared.set(traffic, requestsOf(traffic, count))
}

async function run({ port, traffic, status, warmUp, duration }: Run): Promise<Load> {
  const requests = prepared.get(traffic)
  if (requests === undefined) throw new Error(`no requests are prepared for ${traffic}`)
  const noneTwice = traffic === 'new'
  let sent = 0
  let answered = 0
  let stopped = false
  let failure: Error | undefined

  function next(): Buffer | undefined {
    if (stopped) return undefined
    if (noneTwice && sent === requests?.length) {
      failure ??= new Error(`the ${sent} tokens of this round did not suffice`)
      stopped = true
      return undefined
    }
    return requests?.at(sent++ % requests.length)
  }

  const ends = Array.from({ length: CONNECTIONS }, () =>
    converse(port, status, next, () => {
      answered++
    }).catch((error: Error) => {
      failure ??= error
      stopped = true
    }),
  )
  while (answered < warmUp && !stopped) await pause(5)
  const from = { answered, at: performance.now(), cpu: process.cpuUsage() }
  await pause(duration)
  const count = answered - from.answered
  const milliseconds = performance.now() - from.at
  const { user, system } = process.cpuUsage(from.cpu)
  stopped = true
  await Promise.all(ends)
  if (failure) throw failure
  return {
    requestsPerSecond: (count / milliseconds) * 1000,
    answers: answered,
    busy: (user + system) / 1000 / milliseconds,
  }
}

/** One keep-alive connection: a request, its answer, the next request, until there is none. */
function converse(port: number, status: number, next: () => Buffer | undefined, onAnswer: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    /** Length of an answer. All answers of a contender are the same, so that most need no parsing. */
    let usual = -1
    let partial: Buffer | undefined

    function onData(size: number, bytes: Uint8Array): boolean {
      const chunk = bytes as Buffer
      if (partial === undefined && size === usual && statusOf(chunk) === status) {
        goOn()
        return true
      }
      // A copy: the bytes that are read next are written to the same place.
      const received: Buffer = Buffer.concat([...(partial ? [partial] : []), chunk.subarray(0, size)])
      partial = received
      const length = answerLength(received)
      if (length === undefined || received.length < length) return true
      if (received.length > length) fail(`answered with ${received.length - length} bytes too many`)
      else if (statusOf(received) !== status) fail(`answered ${statusOf(received)} instead of ${status}`)
      else {
        usual = length
        partial = undefined
        goOn()
      }
      return true
    }

    function goOn(): void {
      onAnswer()
      ask()
    }

    function ask(): void {
      const request = next()
      if (request) socket.write(request)
      else finish(resolve)
    }

    function fail(what: string): void {
      finish(() => reject(new Error(`the server ${what}`)))
    }

    function finish(settle: () => void): void {
      socket.removeAllListeners('close')
      socket.destroy()
      settle()
    }

    const socket: Socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafe(65_536), callback: onData },
    })
    socket.on('connect', ask)
    socket.on('error', reject)
    socket.on('close', () => fail('closed the connection'))
  })
}

/** The three digits behind `HTTP/1.1 `. */
function statusOf(bytes: Buffer): number {
  return ((bytes[9] as number) - 48) * 100 + ((bytes[10] as number) - 48) * 10 + ((bytes[11] as number) - 48)
}

/** How long an answer is, as its head says; `undefined` while the head is incomplete. */
function answerLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, headEnd))?.[1]
  if (length === undefined) throw new Error('an answer without Content-Length')
  return headEnd + 4 + Number(length)
}
