import { chromium } from './chromium.js'
import { firefox } from './firefox.js'
import { webkit } from './webkit.js'

/** A browser engine that can be shown pages, and no more: what happens there, a page tells its own server. */
export interface Engine {
  readonly name: string
  /** The files that it is started from. */
  readonly programs: readonly string[]
  start(): Promise<RunningEngine>
}

export interface RunningEngine {
  readonly version: string
  /** Shows a page, and no longer the one before. Resolves once the browser is on its way there. */
  open(url: string): Promise<void>
  close(): Promise<void>
}

export const engines: readonly Engine[] = [chromium, firefox, webkit]
