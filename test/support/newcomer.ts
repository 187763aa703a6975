import type { AnyClaims, AsapGuardOptions } from 'asap-guard'
import express, { type Express, type RequestHandler } from 'express'
import { onTestFinished, vi } from 'vitest'
import { SECRET } from './create-jwt.js'
import { serve, type TestServer } from './server.js'

/** What somebody sees who has just installed the package. */
export interface Newcomer {
  /** The package, as a new process loads it. */
  readonly asapGuard: typeof import('asap-guard').asapGuard
  /** The warnings that were printed up to now, as Node prints them: `[code] type: text`. */
  seen(): Promise<readonly string[]>
}

/**
 * Loads the package anew, so that nothing was said yet.
 *
 * @param NODE_ENV what the process runs with; `undefined`: the variable is not set
 */
export async function newcomer(NODE_ENV?: string): Promise<Newcomer> {
  vi.stubEnv('NODE_ENV', NODE_ENV)
  vi.resetModules()
  const printed: string[] = []
  const spy = vi.spyOn(process, 'emitWarning').mockImplementation((text, options) => {
    const { type, code } = options as { type?: string; code?: string }
    printed.push(`[${code}] ${type}: ${text}`)
  })
  onTestFinished(() => {
    spy.mockRestore()
    vi.unstubAllEnvs()
  })
  const { asapGuard } = await import('asap-guard')
  return {
    asapGuard,
    async seen() {
      // A refused token is looked at again before it is spoken of, which takes some turns.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
      return printed
    },
  }
}

/** A backend in development: `mount` says how the guard is mounted. */
export interface NewcomersDesk extends Newcomer, TestServer {}

export async function newcomersDesk(
  options: Partial<AsapGuardOptions<AnyClaims, boolean>> = {},
  mount: (app: Express, guard: RequestHandler) => void = (app, guard) => app.use(guard),
  NODE_ENV?: string,
): Promise<NewcomersDesk> {
  const found = await newcomer(NODE_ENV)
  const app = express()
  mount(
    app,
    found.asapGuard({ domains: ['help.example.com'], secret: SECRET, ...options } as AsapGuardOptions),
  )
  app.use((_req, res) => {
    res.json({ reached: true })
  })
  return { ...found, ...(await serve(app)) }
}
