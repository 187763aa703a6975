import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { answer } from './child.js'
import { processorTime } from './processor-time.js'
import { type Requests, requestsOf, type Traffic } from './traffic.js'

/** Makes requests. Their tokens live for ten minutes, in which all must be over. */
export interface Prepare {
  readonly prepare: readonly Traffic[]
  /** How many are needed: of tenants, or of tokens where none may come twice. */
  readonly count?: number
  /** When they are minted, in seconds: now, unless others must mint the same. */
  readonly now?: number
}

/** Sends requests to a port for some time. */
export interface Run {
  readonly port: number
  readonly traffic: Traffic
  /** The status that every answer must have. */
  readonly status: number
  /** In milliseconds. */
  readonly duration: number
}

export interface Load {
  readonly requestsPerSecond: number
  /** All answers, those that came after the time was up included. */
  readonly answers: number
  /** Share of its core that this process needed. Near 1, it would measure itself. */
  readonly busy: number
}

/** Enough that the server always finds a request waiting; each connection waits for its answer before it asks again. */
const CONNECTIONS = 50

const prepared = new Map<Traffic, Requests>()
/** Kept from run to run, so that none measures how long it takes to connect. */
const connected = new Map<number, readonly Connection[]>()

answer((message: Prepare | Run) => ('prepare' in message ? prepare(message) : run(message)))

function prepare({ prepare, count, now }: Prepare): void {
  for (const traffic of prepare) prepared.set(traffic, requestsOf(traffic, count, now))
}

async function run({ port, traffic, status, duration }: Run): Promise<Load> {
  const requests = prepared.get(traffic)
  if (requests === undefined) throw new Error(`no requests are prepared for ${traffic}`)
  const connections = connected.get(port) ?? (await connect(port))
  const noneTwice = traffic === 'new'
  let sent = 0
  let answers = 0
  let failure: Error | undefined
  let stopped = false

  function stop(error?: Error): void {
    failure ??= error
    stopped = true
  }

  function next(): Buffer | undefined {
    if (noneTwice && sent === requests?.length)
      stop(new Error(`the ${sent} tokens of this round did not suffice`))
    return stopped ? undefined : requests?.at(sent++ % requests.length)
  }

  const from = { at: performance.now(), cpu: processorTime() }
  const ends = connections.map((connection) =>
    connection.converse({ status, next, onAnswer: () => answers++ }).catch(stop),
  )
  await pause(duration)
  const requestsPerSecond = (answers / (performance.now() - from.at)) * 1000
  const busy = (processorTime() - from.cpu) / 1000 / duration
  stop()
  await Promise.all(ends)
  if (failure) throw failure
  return { requestsPerSecond, answers, busy }
}

async function connect(port: number): Promise<readonly Connection[]> {
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(port))
  await Promise.all(connections.map(({ ready }) => ready))
  connected.set(port, connections)
  return connections
}

/** What is asked over a connection, and what becomes of the answers. */
interface Conversation {
  /** The status that every answer must have. */
  readonly status: number
  /** The next request; `undefined` ends the conversation. */
  readonly next: () => Buffer | undefined
  readonly onAnswer: () => void
}

/** A keep-alive connection: a request, its answer, the next request, until there is none. */
class Connection {
  /** Resolves when it is open. */
  readonly ready: Promise<unknown>
  readonly #socket: Socket
  #conversation?: Conversation
  #end = { resolve() {}, reject(_error: Error) {} }
  /** Length of an answer. All answers of a contender are the same, so that most need no parsing. */
  #usual = -1
  #partial?: Buffer

  constructor(port: number) {
    const onData = (size: number, bytes: Uint8Array) => {
      this.#receive((bytes as Buffer).subarray(0, size))
      return true
    }
    const onread = { buffer: Buffer.allocUnsafe(65_536), callback: onData }
    this.#socket = createConnection({ port, host: '127.0.0.1', noDelay: true, onread })
    this.ready = once(this.#socket, 'connect')
    this.#socket.on('error', (error) => this.#end.reject(error))
    this.#socket.on('close', () => this.#fail('closed the connection'))
  }

  converse(conversation: Conversation): Promise<void> {
    this.#conversation = conversation
    return new Promise((resolve, reject) => {
      this.#end = { resolve, reject }
      if (this.#socket.destroyed) this.#fail('closed the connection')
      else this.#ask()
    })
  }

  #ask(): void {
    const request = this.#conversation?.next()
    if (request) this.#socket.write(request)
    else this.#end.resolve()
  }

  #receive(chunk: Buffer): void {
    const { status, onAnswer } = this.#conversation as Conversation
    if (this.#partial !== undefined || chunk.length !== this.#usual || statusOf(chunk) !== status) {
      // A copy: the bytes that are read next are written to the same place.
      const received = Buffer.concat([...(this.#partial ? [this.#partial] : []), chunk])
      this.#partial = received
      const length = answerLength(received)
      if (length === undefined || received.length < length) return
      if (received.length > length || statusOf(received) !== status) {
        this.#fail(
          `answered ${statusOf(received)}, ${received.length} bytes, instead of ${status}, ${length} bytes`,
        )
        return
      }
      this.#usual = length
      this.#partial = undefined
    }
    onAnswer()
    this.#ask()
  }

  #fail(what: string): void {
    this.#end.reject(new Error(`the server ${what}`))
    this.#socket.destroy()
  }
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
