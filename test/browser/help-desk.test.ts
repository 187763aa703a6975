import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browserIsMissing, launchChromium } from './chromium.js'
import { type Demo, startDemo } from './demo.js'
import { observeNetwork } from './observe-network.js'
import { openWidgetPage, type WidgetPage } from './widget-page.js'

describe.skipIf(browserIsMissing())('the help-desk demo in Chromium', () => {
  let dataFolder: string
  let demo: Demo
  let browser: Browser
  let site: WidgetPage

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'help-desk-'))
    demo = await startDemo(dataFolder)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    site = await openWidgetPage(browser)
  })
  afterEach(() => site.page.close())

  async function openCustomerSite() {
    await site.page.goto(demo.customerSite)
    await site.outcome('ready').waitFor()
  }
  async function openRogueSite() {
    await site.page.goto(demo.rogueSite)
    await site.outcome('unreadable').waitFor()
  }
  async function fileOnCustomerSite(subject: string) {
    await openCustomerSite()
    await site.file(subject)
    await site.page.getByText(subject).waitFor()
  }

  describe('on the approved site', () => {
    it('the widget files a ticket and lists it', async () => {
      await fileOnCustomerSite('My fern arrived without its pot')
      await openCustomerSite()
      expect(await site.tickets()).toContain('My fern arrived without its pot')
      await site.screenshot('approved-site')
    })

    it("a ticket's markup is shown as the text that it is", async () => {
      const markup = '<img src=x onerror="document.title=1"> & <b>bold</b>'
      await fileOnCustomerSite(markup)
      expect(await site.tickets()).toContain(markup)
      expect(await site.page.locator('#help-widget .tickets img').count()).toBe(0)
    })

    it('each call is preceded by a real preflight', async () => {
      const calls = await observeNetwork(site.page, `${demo.helpDesk}/widget/fern-and-field/api`)
      await fileOnCustomerSite('Which plants like shade?')
      expect(calls.slice(0, 2)).toEqual([
        { method: 'OPTIONS', preflight: true, status: 204 },
        { method: 'GET', preflight: false, status: 200 },
      ])
      await expect.poll(() => calls).toContainEqual({ method: 'POST', preflight: false, status: 201 })
    })

    it('an expired token is refused with a problem that the widget can read', async () => {
      await openCustomerSite()
      const answer = site.page.waitForResponse((response) => response.status() === 401)
      await site.page.locator('#use-expired').click()
      expect((await answer).headers()['content-type']).toContain('application/problem+json')
      await site.outcome('refused').getByText('token_expired', { exact: true }).waitFor()
      expect(await site.tickets()).toEqual([])
      await site.screenshot('expired-token')
      await site.page.locator('.use-fresh').first().click()
      await site.outcome('ready').waitFor()
    })

    it("the help desk's page is shown in its frame", async () => {
      await openCustomerSite()
      await site.page.frameLocator('#help-centre').getByText('Quick answers').waitFor()
    })

    it("helmet's defaults stand before the frame, and its own call passes without Origin and Referer", async () => {
      const framed = site.page.waitForResponse((response) => response.url().endsWith('/frame'))
      const articles = site.page.waitForResponse((response) => response.url().endsWith('/public/articles'))
      await openCustomerSite()

      const { 'content-security-policy': policy, ...headers } = (await framed).headers()
      expect(policy).toContain("script-src 'self'")
      expect(policy?.match(/frame-ancestors [^;]+/g)).toEqual([
        expect.stringContaining(new URL(demo.customerSite).host),
      ])
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer' })
      expect(headers).not.toHaveProperty('x-frame-options')

      const sent = await (await articles).request().allHeaders()
      expect(sent).not.toHaveProperty('origin')
      expect(sent).not.toHaveProperty('referer')
      expect((await articles).status()).toBe(200)
    })

    it('a sandboxed page, whose origin is null, is refused with a valid token', async () => {
      await openCustomerSite()
      await site.page.locator('#show-sandboxed').click()
      await site.page.frameLocator('#sandboxed').locator('.status[data-outcome="unreadable"]').waitFor()
      await expect.poll(demo.printed).toContain('403 origin_opaque')
      await site.screenshot('sandboxed-page')
    })
  })

  describe('on the rogue site', () => {
    it('the widget reads nothing and files nothing', async () => {
      const calls = await observeNetwork(site.page, `${demo.helpDesk}/widget/fern-and-field/api`)
      await openRogueSite()
      expect(await site.tickets()).toEqual([])
      await site.screenshot('rogue-site')

      await site.file('Filed by the rogue site')
      await expect.poll(() => calls).toHaveLength(2)
      await site.outcome('unreadable').getByText('TypeError').waitFor()
      const refusedPreflight = { method: 'OPTIONS', preflight: true, status: 403 }
      expect(calls).toEqual([refusedPreflight, refusedPreflight])
      await expect.poll(demo.printed).toContain(`403 origin_not_whitelisted  from ${demo.rogueSite}`)

      await openCustomerSite()
      expect(await site.tickets()).not.toContain('Filed by the rogue site')
    })

    it('a call that needs no preflight is refused as well, unreadably', async () => {
      await openRogueSite()
      const calls = await observeNetwork(site.page, `${demo.helpDesk}/widget/fern-and-field/api`)
      const type = await site.page.evaluate(async (url) => {
        const answer = await fetch(url, {
          method: 'POST',
          mode: 'no-cors',
          body: '{"subject":"No preflight"}',
        })
        return answer.type
      }, `${demo.helpDesk}/widget/fern-and-field/api/tickets`)
      expect(type).toBe('opaque')
      await expect.poll(() => calls).toEqual([{ method: 'POST', preflight: false, status: 403 }])
      await openCustomerSite()
      expect(await site.tickets()).not.toContain('No preflight')
    })

    it('it is the site that is refused: its stolen token is valid', async () => {
      const { token } = (await (await fetch(`${demo.rogueSite}/stolen-token`)).json()) as { token: string }
      const statusFrom = async (origin: string) => {
        const headers = { Origin: origin, Authorization: `Bearer ${token}` }
        return (await fetch(`${demo.helpDesk}/widget/fern-and-field/api/tickets`, { headers })).status
      }
      expect(await statusFrom(demo.customerSite)).toBe(200)
      expect(await statusFrom(demo.rogueSite)).toBe(403)
    })

    it("the help desk's page stays blank in its frame", async () => {
      const violation = site.page.waitForEvent('console', (message) =>
        message.text().includes('frame-ancestors'),
      )
      await site.page.goto(demo.rogueSite)
      await violation
      const frame = await (await site.page.locator('#help-centre').elementHandle())?.contentFrame()
      await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/)
      expect(await frame?.content()).not.toContain('Help centre')
    })
  })

  it.each(['helpDesk', 'customerSite', 'rogueSite'] as const)('%s has an icon', async (name) => {
    const icon = await fetch(`${demo[name]}/favicon.ico`)
    expect(icon.headers.get('content-type')).toContain('image/svg+xml')
    expect(icon.status).toBe(200)
  })

  it('a port that is taken is said in one line, with the setting for another one', async () => {
    const { port } = new URL(demo.helpDesk)
    const second = startDemo(dataFolder, { HELP_DESK_PORT: port })
    await expect(second).rejects.toThrow(
      `Port ${port} cannot be used: another program uses it. Set HELP_DESK_PORT to another port`,
    )
    await expect(second).rejects.not.toThrow('at ')
  })

  it('the terminal shows no token', () => {
    expect(demo.printed()).not.toContain('eyJ')
  })

  it('a ticket is still there after a restart', async () => {
    await fileOnCustomerSite('Survives a restart')
    expect(await demo.stop()).toBe(0)

    demo = await startDemo(dataFolder)
    await openCustomerSite()
    expect(await site.tickets()).toContain('Survives a restart')
  })
})
