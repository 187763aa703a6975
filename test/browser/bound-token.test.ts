import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserIsMissing, launchChromium } from './chromium.js'
import { type Demo, startDemo } from './demo.js'
import { openWidgetPage, type WidgetPage } from './widget-page.js'

describe.skipIf(browserIsMissing())('a token that is bound to its site, in Chromium', () => {
  let dataFolder: string
  let demo: Demo
  let browser: Browser
  let site: WidgetPage

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'help-desk-'))
    demo = await startDemo(dataFolder)
    browser = await launchChromium()
    site = await openWidgetPage(browser)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  })

  it.each(['customerSite', 'secondSite'] as const)(
    'works on the %s that minted it, not with the other one',
    async (name) => {
      await site.page.goto(demo[name])
      await site.outcome('ready').waitFor()

      const answer = site.page.waitForResponse((response) => response.status() === 403)
      await site.page.locator('#use-other-site').click()
      expect((await answer).headers()).toMatchObject({
        'content-type': 'application/problem+json',
        'access-control-allow-origin': demo[name],
      })
      await site.outcome('refused').getByText('token_domain', { exact: true }).waitFor()
      expect(await site.tickets()).toEqual([])
      await site.screenshot(`bound-token-${name}`)

      await site.page.locator('.use-fresh').last().click()
      await site.outcome('ready').waitFor()
    },
  )

  it('it is the binding that is refused: the token works where it belongs', async () => {
    const { token } = (await (await fetch(`${demo.secondSite}/asap-token`)).json()) as { token: string }
    const statusFrom = async (origin: string) => {
      const headers = { Origin: origin, Authorization: `Bearer ${token}` }
      return (await fetch(`${demo.helpDesk}/widget/fern-and-field/api/tickets`, { headers })).status
    }
    expect(await statusFrom(demo.secondSite)).toBe(200)
    expect(await statusFrom(demo.customerSite)).toBe(403)
  })

  it('the secret of one tenant is worth nothing in another', async () => {
    const { token } = (await (await fetch(`${demo.customerSite}/asap-token`)).json()) as { token: string }
    const answer = await fetch(`${demo.helpDesk}/widget/moss-and-stone/api/tickets`, {
      headers: { Origin: 'https://www.example.org', Authorization: `Bearer ${token}` },
    })
    expect(await answer.json()).toMatchObject({ code: 'token_signature' })
  })
})
