import { afterEach, beforeEach, onTestFinished, vi } from 'vitest'
import { jwksKeys } from '../../src/keys/jwks/jwks-keys.js'
import type { JwksSettings } from '../../src/keys/jwks/key-set-refresher.js'
import type { KeySource, VerificationKey } from '../../src/keys/key-source.js'
import { type JwksServer, jwksServer } from './jwks-server.js'

/** Far apart, so that no test depends on how fast it runs. */
const SETTINGS = {
  algorithms: ['ES256', 'RS256', 'PS256'],
  maxAge: 600,
  staleFor: 3600,
  cooldown: 30,
  timeout: 2,
} as const

export const ES256 = (kid: string | undefined) => ({ alg: 'ES256', kid }) as const

/** The answer of an endpoint that is down. */
export const down: Parameters<JwksServer['break']>[0] = (_req, res) => res.writeHead(500).end()

/** A JWKS endpoint that stops with the test. */
export async function serverOf(...members: unknown[]): Promise<JwksServer> {
  const server = await jwksServer(members)
  onTestFinished(() => server.stop())
  return server
}

export function keysOf({ uri }: { uri: string }, settings: Partial<JwksSettings> = {}): KeySource {
  return jwksKeys({ ...SETTINGS, uri, ...settings })
}

export async function readyKeys(server: JwksServer, settings?: Partial<JwksSettings>): Promise<KeySource> {
  const keys = keysOf(server, settings)
  await keys.ready()
  return keys
}

/** The answer of `find` that is at hand at once. */
export function found(keys: KeySource, kid: string): VerificationKey {
  const answer = keys.find(ES256(kid))
  if (answer instanceof Promise) throw new Error('has to wait')
  return answer[0] as VerificationKey
}

export const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000)

/** For the tests of this file the clocks stand still until `pass`; timers and sockets go on. */
export function holdTheClocks(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}
