import { type AsapDpopOptions, type AsapGuard, asapGuard } from 'asap-guard'
import express, { type RequestHandler } from 'express'
import jsonwebtoken from 'jsonwebtoken'
import { expect, vi } from 'vitest'
import { serve } from '../../support/server.js'
import { type Block, blocks } from '../markdown.js'
import { appBehind } from './keys.js'
import { domains, env, expectAnswer, fragment, headers, type Runs, SITE, whole } from './run.js'

const PAGE = 'docs/recipes/proof-of-possession.md'
const block = (heading: string) => blocks.find(({ id }) => id === `${PAGE}#${heading}`) as Block
const KEY = block('1-the-widget')
const WIDGET = block('1-the-widget:2')
const SERVER = block('2-the-customers-server')
const BACKEND = block('3-your-backend')
const REDIS = block('replays')
const KEYV = block('replays:2')

/** As much of IndexedDB as the page uses. A browser test of the demo runs against a real one. */
function fakeIndexedDb() {
  const stores = new Map<string, Map<string, unknown>>()
  const request = (result: unknown) => {
    const made: { result: unknown; onsuccess?: () => void; onupgradeneeded?: () => void } = { result }
    queueMicrotask(() => {
      if (stores.size === 0) made.onupgradeneeded?.()
      made.onsuccess?.()
    })
    return made
  }
  const objectStore = (name: string) => ({
    get: (key: string) => request(stores.get(name)?.get(key)),
    put: (value: unknown, key: string) => request(stores.get(name)?.set(key, value)),
  })
  const database = {
    createObjectStore: (name: string) => stores.set(name, new Map()),
    transaction: () => ({ objectStore }),
  }
  return { open: () => request(database) }
}

const widgetKeyOf = async (indexedDB: unknown) => (await whole(KEY, { given: { indexedDB } })).widgetKey

/** A key on a device whose clock is so many milliseconds off. */
function onDevice(key: Record<string, unknown>, off: number) {
  const mistaken =
    (use: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + off)
      const used = use(...given)
      if (used instanceof Promise) return used.finally(() => now.mockRestore())
      now.mockRestore()
      return used
    }
  const members = Object.entries(key).map(([name, value]) => [
    name,
    typeof value === 'function' ? mistaken(value as () => unknown) : value,
  ])
  return Object.fromEntries(members)
}

/** Runs the parts of the page together: the widget, on a page of the customer's server, calls the backend. */
async function runTogether({ off = 0, guard }: { off?: number; guard?: AsapGuard } = {}) {
  const requireLogin: RequestHandler = (req, _res, next) => {
    Object.assign(req, { user: { id: 42, email: 'sam@example.com' } })
    next()
  }
  const { app } = await fragment(SERVER, { requireLogin, jsonwebtoken, app: express() })
  const customer = await serve(app)
  const backend = await serve(appBehind(guard ?? (await fragment(BACKEND)).guard))
  const sent: RequestInit[] = []
  function send(address: string, init: RequestInit): Promise<Response> {
    if (address === '/help-token') return fetch(`http://127.0.0.1:${customer.port}${address}`, init)
    sent.push(init)
    const headers = { ...(init.headers as Record<string, string>), Origin: SITE }
    return fetch(`http://127.0.0.1:${backend.port}${new URL(address).pathname}`, { ...init, headers })
  }
  const key = await (await widgetKeyOf(fakeIndexedDb()))()
  const modules = { './key.js': { widgetKey: async () => onDevice(key, off) } }
  const { answer, fetchToken } = await whole(WIDGET, { given: { fetch: send }, modules })
  return { answer, fetchToken, sent, again: () => send(ADDRESS, sent[0] as RequestInit) }
}

const ADDRESS = 'https://desk.example.net/widget/api/tickets'
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

/** A guard whose proofs go through the page's `isReplay`. */
const guardBy = (isReplay: NonNullable<AsapDpopOptions['isReplay']>) =>
  asapGuard({
    domains,
    secret: env.ASAP_SECRET,
    dpop: { url: 'https://desk.example.net', required: true, isReplay },
  })

export const proofOfPossessionRuns: Runs = {
  [KEY.id]: async () => {
    const widgetKey = await widgetKeyOf(fakeIndexedDb())
    const { thumbprint } = await widgetKey()
    expect(thumbprint).toMatch(/^[\w-]{43}$/)
    // After a reload the key is the same. Without IndexedDB it is another.
    expect((await widgetKey()).thumbprint).toBe(thumbprint)
    const open = () => {
      throw new Error('SecurityError')
    }
    expect((await (await widgetKeyOf({ open }))()).thumbprint).not.toBe(thumbprint)
  },
  [WIDGET.id]: async () => {
    const { answer, sent, again } = await runTogether()
    expect([answer.status, sent.length]).toEqual([200, 1])
    expect(await codeOf(await again())).toBe('proof_replayed')

    // A device whose clock is off learns the time from the first refusal.
    for (const off of [-3_600_000, 3_600_000]) {
      const corrected = await runTogether({ off })
      expect([corrected.answer.status, corrected.sent.length]).toEqual([200, 2])
    }
  },
  [SERVER.id]: async () => {
    const { fetchToken } = await runTogether()
    const claims = jsonwebtoken.verify(await fetchToken(), env.ASAP_SECRET) as jsonwebtoken.JwtPayload
    expect(claims).toMatchObject({ sub: '42', cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) } })
  },
  [BACKEND.id]: async (made) => {
    const { guard } = await fragment(made)
    await expectAnswer(appBehind(guard), { headers: headers() }, 200)
    const stolen = headers({ cnf: { jkt: 'x'.repeat(43) } })
    await expectAnswer(appBehind(guard), { headers: stolen }, 401, 'proof_missing')
  },
  [REDIS.id]: async (made) => {
    const seen = new Set<string>()
    const set = vi.fn(async (id: string) => (seen.size === seen.add(id).size ? null : 'OK'))
    const store = { on() {}, getClient: async () => ({ set }) }
    const modules = {
      '@keyv/redis': {
        default: function KeyvRedis() {
          return store
        },
      },
    }
    const { isReplay } = await whole(made, { modules })
    const { answer, again } = await runTogether({ guard: guardBy(isReplay) })
    expect(answer.status).toBe(200)
    expect(await codeOf(await again())).toBe('proof_replayed')
    expect(set).toHaveBeenCalledWith(expect.any(String), '1', { NX: true, EX: expect.any(Number) })
  },
  [KEYV.id]: async (made) => {
    const { isReplay } = await whole(made)
    const { answer, again } = await runTogether({ guard: guardBy(isReplay) })
    expect(answer.status).toBe(200)
    expect(await codeOf(await again())).toBe('proof_replayed')
  },
}
