import { EventEmitter } from 'node:events'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type AsapGuardError, PROBLEM_HEADERS } from '../errors.js'
import type { Headers } from '../site/cors.js'
import { callOf } from './call.js'
import { type Admission, check } from './check.js'
import { concludeRefusal } from './conclude-refusal.js'
import { type FindConfiguration, Findings, publishAdmission } from './findings.js'
import { takeCredentials } from './handshake-credentials.js'

/** Takes a handshake over that passed every check, such as `wss.handleUpgrade` of the package `ws`. */
export type AcceptUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => unknown

export interface AsapUpgradeOptions {
  /**
   * The path to guard, without query. Upgrades of other paths are left to other listeners; where none is
   * there, they are answered with 404. Default: every path.
   */
  readonly path?: string | undefined
  /** Of a guard of many tenants: whose handshakes these are. Default: the option `tenant` is asked. */
  readonly tenant?: string | undefined
}

/** How long a refused client may keep its side of the socket open, in milliseconds. */
const LINGER = 2000

interface UpgradeSettings {
  readonly find: FindConfiguration
  readonly mark: (req: IncomingMessage, admission: Admission) => void
}

/** `guard.upgrade`: makes a listener for the event `upgrade` of a `node:http` server. */
export function upgrades({ find, mark }: UpgradeSettings) {
  return function upgrade(accept: AcceptUpgrade, { path, tenant }: AsapUpgradeOptions = {}) {
    return function asapUpgradeListener(
      this: unknown,
      req: IncomingMessage,
      socket: Duplex,
      head: Buffer,
    ): void {
      // Node has taken its own listener away. Without one, a broken connection would end the process.
      socket.on('error', () => {})
      if (path === undefined || req.url?.split('?', 1)[0] === path) void serve(req, socket, head)
      else leaveToOthers(this, socket)
    }

    async function serve(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      const admission = await decide(req, socket)
      if (admission === undefined) return
      // The client may have gone while the check waited.
      if (!socket.readable || !socket.writable) {
        socket.destroy()
        return
      }
      try {
        await accept(req, socket, head)
      } catch (error) {
        socket.destroy()
        // The error is the backend's: Node is to report it as one that nobody handles.
        throw error
      }
    }

    async function decide(req: IncomingMessage, socket: Duplex): Promise<Admission | undefined> {
      const found = new Findings()
      try {
        const { presented, proofs } = takeCredentials(req)
        const call = { ...callOf(req, presented), proofs, tenant, mayBePreflight: false }
        const admission = await check(call, find, found)
        mark(req, admission)
        publishAdmission(found, admission)
        return admission
      } catch (thrown) {
        refuseHandshake(socket, concludeRefusal(found, thrown))
        return undefined
      }
    }
  }
}

/** How many listeners of guards have left a handshake to others. */
const leftBy = new WeakMap<Duplex, number>()

/**
 * Counts this listener as one that has left the handshake to others. If all have, nobody else will answer it,
 * so it is answered with 404.
 */
function leaveToOthers(server: unknown, socket: Duplex): void {
  const count = (leftBy.get(socket) ?? 0) + 1
  leftBy.set(socket, count)
  if (server instanceof EventEmitter && server.listenerCount('upgrade') === count)
    endWith(socket, 404, {}, '')
}

/** Answers as a server that does not upgrade (RFC 9110 §7.8), with a problem document (RFC 9457). */
function refuseHandshake(socket: Duplex, { status, headers, problem }: AsapGuardError): void {
  endWith(socket, status, { ...PROBLEM_HEADERS, ...headers }, JSON.stringify(problem))
}

/** Writes an answer to the socket and ends it. */
function endWith(socket: Duplex, status: number, headers: Headers, body: string): void {
  const fields = { ...headers, 'Content-Length': String(Buffer.byteLength(body)), Connection: 'close' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'))
  // What the client still sends must be read, or the socket never learns that the client has closed it.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.once('close', () => clearTimeout(timer))
}
