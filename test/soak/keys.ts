import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'
import type { AsapKeysEvent } from 'asap-guard'
import { BAD_ANSWERS } from '../support/jwks-faults.js'
import { type JwksServer, jwksServer } from '../support/jwks-server.js'
import { type Signer, signer } from '../support/signer.js'

/** Short times, in seconds: within a minute a set grows old many times, and falls due. */
export const JWKS = { maxAge: 1, staleFor: 2, cooldown: 1, timeout: 0.5 }

/** How long after the event that tells of a set its fetch may have begun before it, in milliseconds. */
const SLACK = JWKS.timeout * 1000

/** A key set of the guard, from the event that tells of it. */
interface Held {
  readonly kids: ReadonlySet<string | undefined>
  readonly since: number
}

/** An endpoint of keys that rotates them and breaks, and what may become of a token meanwhile. */
export interface RotatingKeys {
  readonly uri: string
  readonly faults: Readonly<Record<string, number>>
  readonly rotations: number
  /** Signs with the newest key, the one before, one that left the set, or one that was never in it. */
  token(which: 'newest' | 'former' | 'withdrawn' | 'made-up'): string
  /** To be called before a request. What it returns, called after it, tells which outcomes are right. */
  outcomesOf(token: string): () => readonly string[]
  /** Rotates and breaks until it is closed. */
  run(): void
  close(): Promise<void>
}

const FAULTS: Readonly<Record<string, Parameters<JwksServer['break']>[0]>> = {
  slow: (_req, res) => void setTimeout(() => res.destroy(), 2 * SLACK).unref(),
  ...BAD_ANSWERS,
}

export async function rotatingKeys(): Promise<RotatingKeys> {
  let rotations = 0
  const made = () => signer(`key-${++rotations}`)
  const stranger = signer('made-up')
  let published = [made(), made()]
  let withdrawn: Signer = made()
  const signed = new WeakMap<Signer, string>()
  const members = () => published.map(({ jwk }) => jwk)
  const server = await jwksServer(members())

  const faults: Record<string, number> = {}
  const sets: Held[] = [{ kids: new Set(), since: Number.NEGATIVE_INFINITY }]
  let failedAt = Number.NEGATIVE_INFINITY
  const listener = (message: unknown) => {
    const event = message as AsapKeysEvent
    if (event.event === 'refreshed') sets.push({ kids: new Set(event.kids), since: performance.now() })
    if (event.event === 'failed') failedAt = performance.now()
  }
  subscribe('asap-guard:keys', listener)

  let isClosed = false
  let running: Promise<void> | undefined
  async function rest(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds && !isClosed; passed += 50) await pause(50)
  }

  function rotate(): void {
    withdrawn = published[1] as Signer
    published = [made(), published[0] as Signer]
    server.publish(members())
  }

  async function breakDown(name: string, milliseconds: number): Promise<void> {
    faults[name] = (faults[name] ?? 0) + 1
    if (name === 'down') await server.stop()
    else server.break(FAULTS[name])
    await rest(milliseconds / 2)
    rotate()
    await rest(milliseconds / 2)
    server.break(undefined)
    await server.start()
  }

  return {
    uri: server.uri,
    faults,
    get rotations() {
      return rotations
    },
    token(which) {
      const [newest, former] = published as [Signer, Signer]
      const chosen = { newest, former, withdrawn, 'made-up': stranger }[which]
      // Each second one is one that came before: the guard remembers those.
      const known = signed.get(chosen)
      if (known !== undefined && Math.random() < 0.5) return known
      const token = chosen.token()
      signed.set(chosen, token)
      return token
    },
    outcomesOf(token) {
      const { kid } = JSON.parse(Buffer.from(token.split('.', 1)[0] as string, 'base64url').toString())
      const started = performance.now()
      const first = sets.length - 1
      return () => {
        const ended = performance.now()
        const held = sets.slice(first)
        const isHeld = held.some(({ kids }) => kids.has(kid))
        const isMissing = held.some(({ kids }) => !kids.has(kid))
        const { since } = held[0] as Held
        const isExpired = held.length === 1 && started - since > (JWKS.maxAge + JWKS.staleFor) * 1000
        const mayBeExpired = ended - since > (JWKS.maxAge + JWKS.staleFor) * 1000 - SLACK - 100
        const isUnavailable = mayBeExpired || failedAt >= started
        return [
          ...(isHeld && !isExpired ? ['passed'] : []),
          ...(isMissing && !isExpired ? ['token_key_unknown'] : []),
          ...(isUnavailable ? ['keys_unavailable'] : []),
        ]
      }
    },
    run() {
      running = rotateAndBreak()
    },
    async close() {
      isClosed = true
      await running
      unsubscribe('asap-guard:keys', listener)
      await server.stop()
    },
  }

  async function rotateAndBreak(): Promise<void> {
    while (!isClosed) {
      for (const [index, name] of ['down', ...Object.keys(FAULTS)].entries()) {
        await rest(2000)
        rotate()
        await rest(2000)
        if (isClosed) return
        // Each second one is longer than a set may serve.
        await breakDown(name, index % 2 === 0 ? 4000 : 1500)
      }
    }
  }
}
