// What the fragments of code in the pages take for granted: test/docs/types.test.ts compiles them with this.
import type {
  AsapDecision,
  AsapGuard,
  AsapKeysEvent,
  AsapTenantConfig,
  AsapTenantFailure,
  AsapTenantGuard,
} from 'asap-guard'
import type { Express as App, RequestHandler } from 'express'

// biome-ignore lint/suspicious/noExplicitAny: what the reader's own code has is the reader's.
type Own = any

declare global {
  const app: App
  const asapGuard: typeof import('asap-guard').asapGuard
  const database: {
    configurationOf(tenant: string): Promise<AsapTenantConfig | undefined>
    saveDomains(tenant: Own, domains: unknown): Promise<void>
  }
  const expect: typeof import('vitest').expect
  const express: typeof import('express')
  const file: File
  const guard: AsapGuard & AsapTenantGuard
  const headers: Record<string, string>
  const io: Own
  const jkt: string
  const jsonwebtoken: typeof import('jsonwebtoken')
  const pg: typeof import('pg')
  const proof: string
  const reconnect: () => void
  const redis: {
    exists(key: string): Promise<number>
    set(key: string, value: string, options: { NX: true; EX: number }): Promise<string | null>
  }
  const requireLogin: RequestHandler
  const secret: string
  const show: (event: unknown) => void
  const test: typeof import('vitest').test
  const token: string
  const user: { email: string }
  const userFromToken: RequestHandler

  namespace Express {
    interface Request {
      file?: Own
      session?: Own
      user?: Own
    }
  }

  namespace NodeJS {
    interface ProcessEnv {
      ASAP_OLD_SECRET: string
      ASAP_PUBLIC_KEY: string
      ASAP_SECRET: string
    }
  }
}

declare module 'node:diagnostics_channel' {
  function subscribe(name: 'asap-guard:decision', listener: (message: AsapDecision) => void): void
  function subscribe(name: 'asap-guard:keys', listener: (message: AsapKeysEvent) => void): void
  function subscribe(name: 'asap-guard:tenants', listener: (message: AsapTenantFailure) => void): void
}
