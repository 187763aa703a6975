import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createJwt } from '../../support/create-jwt.js'
import { isMissing } from '../missing.js'
import { engines, type RunningEngine } from './engine.js'
import { type GuardedDesk, openGuardedDesk } from './guarded-desk.js'
import { openSite, type Site } from './site.js'

/** Reports what the page can read of an answer, or how its `fetch` fails. */
const fetches = (url: string, init: object = {}) => `<script>
  fetch('${url}', ${JSON.stringify(init)})
    .then(async (answer) => report(answer.status + ' ' + (await answer.text())))
    .catch((error) => report(error.name))
</script>`

/** Reports the first message of a WebSocket, or that there is none. */
const connects = (url: string) => `<script>
  const socket = new WebSocket('${url.replace('http', 'ws')}', ['chat', 'asap-guard.bearer.${createJwt()}'])
  socket.onmessage = ({ data }) => report(data)
  socket.onerror = () => report('no connection')
</script>`

/** Reports when the frame is done, whatever it shows. */
const frames = (url: string) => `<iframe src="${url}" onload="report('loaded')"></iframe>`

for (const { name, programs, start } of engines) {
  describe.skipIf(isMissing(name, programs))(`a guard, and pages in ${name}`, () => {
    let engine: RunningEngine
    let approved: Site
    let rogue: Site
    let desk: GuardedDesk

    beforeAll(async () => {
      approved = await openSite()
      rogue = await openSite()
      desk = await openGuardedDesk(approved.origin)
      engine = await start()
      console.log(`Ran in ${name} ${engine.version}`)
    })
    afterAll(async () => {
      await engine?.close()
      for (const server of [approved, rogue, desk]) server?.close()
    })
    beforeEach(() => {
      desk.ran.length = 0
      desk.refused.length = 0
    })

    const fetchesTickets = () =>
      fetches(`${desk.origin}/tickets`, { headers: { Authorization: `Bearer ${createJwt()}` } })
    const fetchesWithoutPreflight = () => fetches(`${desk.origin}/tickets-by-address?token=${createJwt()}`)

    it.each([
      ['behind a preflight', fetchesTickets],
      ['without a preflight', fetchesWithoutPreflight],
    ])('a page of an approved site gets its answer, %s', async (_how, page) => {
      expect(await approved.visit(engine, page())).toBe('200 My fern')
      expect(desk.ran).toEqual(['route'])
    })

    it.each([
      ['behind a preflight', fetchesTickets],
      ['without a preflight', fetchesWithoutPreflight],
    ])('a page of another site gets none, %s, and no route runs', async (_how, page) => {
      expect(await rogue.visit(engine, page())).toBe('TypeError')
      expect(desk.refused).toEqual(['origin_not_whitelisted'])
      expect(desk.ran).toEqual([])
    })

    it.each([
      ['behind a preflight', fetchesTickets],
      ['without a preflight', fetchesWithoutPreflight],
    ])('a sandboxed frame of an approved site has no origin, %s, and gets no answer', async (_how, page) => {
      expect(await approved.visitInSandbox(engine, page())).toBe('TypeError')
      expect(desk.refused).toEqual(['origin_opaque'])
      expect(desk.ran).toEqual([])
    })

    it('a WebSocket of an approved site is accepted', async () => {
      expect(await approved.visit(engine, connects(desk.origin))).toBe('Hello')
      expect(desk.ran).toEqual(['socket'])
    })

    it('a WebSocket of another site, or of a sandboxed frame, is not', async () => {
      expect(await rogue.visit(engine, connects(desk.origin))).toBe('no connection')
      expect(await approved.visitInSandbox(engine, connects(desk.origin))).toBe('no connection')
      expect(desk.refused).toEqual(['origin_not_whitelisted', 'origin_opaque'])
      expect(desk.ran).toEqual([])
    })

    it('an approved site can frame the page, and another one cannot', async () => {
      expect(await approved.visit(engine, frames(`${desk.origin}/framed`))).toBe('loaded')
      expect(desk.ran).toEqual(['framed page'])
      expect(await rogue.visit(engine, frames(`${desk.origin}/framed`))).toBe('loaded')
      expect(desk.ran).toEqual(['framed page'])
    })
  })
}
