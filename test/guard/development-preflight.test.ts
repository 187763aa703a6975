import { afterEach, describe, expect, test, vi } from 'vitest'
import { fromSite, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { newcomersDesk } from '../support/newcomer.js'

afterEach(() => {
  vi.useRealTimers()
})

const OTHER_SITE = 'https://other.example.com'
const BOTH_SITES = { domains: ['help.example.com', 'other.example.com'] }

const preflight = (headers: Record<string, string> = {}) => ({
  method: 'OPTIONS',
  headers: { Origin: SITE, 'Access-Control-Request-Method': 'GET', ...headers },
})

/** A backend whose timers are at the test's command. */
async function waitingDesk(options = {}) {
  const desk = await newcomersDesk(options)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return desk
}

describe('a preflight whose call the browser will block', () => {
  test.each<[name: string, cors: object, headers: Record<string, string>, says: string]>([
    [
      'of a method that is not listed',
      { methods: ['GET'] },
      { 'Access-Control-Request-Method': 'PATCH' },
      '[cors_methods] AsapGuardWarning: The guard of help.example.com does not allow what a page asks for: ' +
        '`cors.methods` lacks "PATCH", so the browser blocks the call. Read more',
    ],
    [
      'of a header that is not listed',
      { allowedHeaders: ['Content-Type'] },
      { 'Access-Control-Request-Headers': 'authorization,content-type,x-widget' },
      '`cors.allowedHeaders` lacks "x-widget"',
    ],
  ])('%s is said at once, and the call is not awaited', async (_name, cors, headers, says) => {
    const desk = await waitingDesk({ cors })
    await desk.send(preflight(headers))
    vi.advanceTimersByTime(10_000)
    expect(await desk.seen()).toEqual([expect.stringContaining(says)])
  })

  test.each<[name: string, cors: object, headers: Record<string, string>]>([
    ['POST, which needs no leave', { methods: ['GET'] }, { 'Access-Control-Request-Method': 'POST' }],
    ['GET, which needs none', { methods: ['PATCH'] }, { 'Access-Control-Request-Method': 'GET' }],
    ['HEAD, which needs none', { methods: ['PATCH'] }, { 'Access-Control-Request-Method': 'HEAD' }],
    [
      'headers in any letter case',
      { allowedHeaders: ['X-Widget'] },
      { 'Access-Control-Request-Headers': 'x-widget' },
    ],
    [
      'several methods and headers, all of them listed',
      { methods: ['GET', 'PATCH'], allowedHeaders: ['X-Widget', 'X-Other'] },
      { 'Access-Control-Request-Method': 'PATCH', 'Access-Control-Request-Headers': 'x-widget, x-other' },
    ],
    [
      'headers in capitals and nothing, as some tools send them',
      { allowedHeaders: ['X-Widget'] },
      { 'Access-Control-Request-Headers': ',X-Widget, ,' },
    ],
    ['no header', { allowedHeaders: ['X-Widget'] }, {}],
    ['any header where none is listed', {}, { 'Access-Control-Request-Headers': 'x-widget, x-other' }],
  ])('%s: nothing is said', async (_name, cors, headers) => {
    const desk = await waitingDesk({ cors })
    await desk.send(preflight(headers))
    expect(await desk.seen()).toEqual([])
  })
})

describe('a call that does not follow', () => {
  test('is said once, however many there are', async () => {
    const desk = await waitingDesk()
    for (let call = 0; call < 3; call++) {
      await desk.send(preflight())
      vi.advanceTimersByTime(2000)
    }
    expect(await desk.seen()).toEqual([expect.stringMatching(/^\[preflight_unused\]/)])
  })

  test('is said in full, two seconds after the first preflight', async () => {
    const desk = await waitingDesk()
    await desk.send(preflight())
    vi.advanceTimersByTime(1500)
    await desk.send(preflight())
    vi.advanceTimersByTime(500)
    const [warning] = await desk.seen()
    expect(warning).toContain('since the token is in Authorization and cookies are not read. Read more')
  })

  test('is not missed where it is refused: that is said instead', async () => {
    const desk = await waitingDesk()
    await desk.send(preflight())
    await desk.send({ headers: { Origin: SITE } })
    vi.advanceTimersByTime(10_000)
    expect(await desk.seen()).toEqual([expect.stringMatching(/^\[token_missing\]/)])
  })

  test('is not awaited of a site that is refused', async () => {
    const desk = await waitingDesk()
    await desk.send(preflight({ Origin: ROGUE_SITE }))
    vi.advanceTimersByTime(10_000)
    expect(await desk.seen()).toEqual([expect.stringMatching(/^\[origin_not_whitelisted\]/)])
  })

  test('is not missed where requests are no longer looked at', async () => {
    const desk = await waitingDesk(BOTH_SITES)
    await desk.send(preflight())
    for (let batch = 0; batch < 50; batch++)
      await Promise.all(Array.from({ length: 20 }, () => desk.send(preflight({ Origin: OTHER_SITE }))))
    await desk.send({ headers: fromSite() })
    await desk.send({ headers: fromSite({ Origin: OTHER_SITE }) })
    vi.advanceTimersByTime(2000)
    expect(await desk.seen()).toEqual([])
  })

  test('is missed even if another site calls', async () => {
    const desk = await waitingDesk(BOTH_SITES)
    await desk.send(preflight())
    await desk.send({ headers: fromSite({ Origin: OTHER_SITE }) })
    vi.advanceTimersByTime(2000)
    expect(await desk.seen()).toEqual([expect.stringMatching(/^\[preflight_unused\]/)])
  })
})
