import { asapGuard } from 'asap-guard'
import { expect, vi } from 'vitest'
import { createJwt, SECRET } from '../../support/create-jwt.js'
import { serve } from '../../support/server.js'
import { type Block, pageAt } from '../markdown.js'
import { listening } from './channels.js'
import { appBehind } from './keys.js'
import { domains, EVIL, expectAnswer, headers, type Runs, SITE, whole } from './run.js'

export const widgetRecipeRuns: Runs = {
  'docs/recipes/refresh-the-token.md': async (block) => {
    const { port } = await serve(appBehind(asapGuard({ domains, secret: SECRET })))
    const fromSite = (url: string, init: { headers: object }) =>
      fetch(url, { ...init, headers: { ...init.headers, Origin: SITE } })
    const { widgetFetch } = await whole(block, { given: { fetch: fromSite } })
    const url = `http://127.0.0.1:${port}/`

    const fetchToken = vi.fn(async () => createJwt())
    const call = widgetFetch(fetchToken)
    const answers: Response[] = await Promise.all([call(url), call(url), call(url)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(fetchToken).toHaveBeenCalledTimes(1)

    // In five minutes less thirty seconds it is renewed, whatever the clock on the wall says.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 271_000)
    expect((await call(url)).status).toBe(200)
    expect(fetchToken).toHaveBeenCalledTimes(2)
    vi.restoreAllMocks()

    const refused = vi.fn(async () => createJwt({ secret: 'another secret that is long enough for it' }))
    expect((await widgetFetch(refused)(url)).status).toBe(401)
    expect(refused).toHaveBeenCalledTimes(2)

    const failing = vi.fn(async () => createJwt()).mockRejectedValueOnce(new Error('offline'))
    const later = widgetFetch(failing)
    await expect(later(url)).rejects.toThrow('offline')
    expect((await later(url)).status).toBe(200)
  },

  'docs/recipes/roll-out.md': (block) =>
    listening(async (modules) => {
      const { app, sites } = await whole(block, { modules })
      const path = '/widget/api/me'
      const stranger = headers({}, { Origin: EVIL })
      const answer = await expectAnswer(app, { path, headers: stranger }, 200, { email: 'user@example.com' })
      expect(answer.headers['access-control-allow-origin']).toBe(EVIL)
      await expectAnswer(app, { path, headers: { Origin: EVIL } }, 401, 'token_missing')
      await expectAnswer(app, { path, headers: headers({}, { Origin: 'null' }) }, 403, 'origin_opaque')
      expect([...sites]).toEqual([[EVIL, 'origin_not_whitelisted']])
    }),

  'docs/recipes/server-sent-events.md': async (block) => {
    const { app } = await whole(block)
    const { send } = await serve(app)
    const now = Math.floor(Date.now() / 1000)
    const answer = await send({ path: '/widget/api/events', headers: headers({ iat: now, exp: now + 2 }) })
    expect(answer.body).toBe('data: {"hello":"user@example.com"}\n\n')
  },
  'docs/recipes/server-sent-events.md:2': async (block) => {
    const { app } = await whole(pageAt('docs/recipes/server-sent-events.md').blocks[0] as Block)
    const { port } = await serve(app)
    const now = Math.floor(Date.now() / 1000)
    const short = createJwt({ iat: now, exp: now + 2 })
    const fromSite = (address: string, init: { headers: object }) =>
      fetch(`http://127.0.0.1:${port}${new URL(address).pathname}`, {
        headers: { ...init.headers, Origin: SITE },
      })
    const show = vi.fn()
    await whole(block, { given: { fetch: fromSite, token: short, show } })
    expect(show).toHaveBeenCalledWith({ hello: 'user@example.com' })
  },
}
