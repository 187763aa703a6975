import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AdminPage, openAdminPage } from './admin-page.js'
import { browserIsMissing, launchChromium } from './chromium.js'
import { type Demo, startDemo } from './demo.js'
import { openWidgetPage, type WidgetPage } from './widget-page.js'

/** One story: each test goes on from where the one before it ended. */
describe.skipIf(browserIsMissing())('the signals of the back office in Chromium', () => {
  let dataFolder: string
  let demo: Demo
  let browser: Browser
  let admin: AdminPage
  let site: WidgetPage

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'help-desk-'))
    demo = await startDemo(dataFolder)
    browser = await launchChromium()
    admin = await openAdminPage(browser, demo)
    site = await openWidgetPage(browser)
    await admin.page.getByText('Signals', { exact: true }).click()
    await admin.page.locator('#codes').getByText('Nothing was refused.').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  })

  const row = (section: string, name: string) =>
    admin.page.locator(`${section} tbody tr`).filter({ hasText: name })

  it('refusals are drawn and counted, by code and by site', async () => {
    await site.page.goto(demo.rogueSite)
    await site.outcome('unreadable').waitFor()
    await site.page.goto(demo.customerSite)
    await site.outcome('ready').waitFor()
    await site.page.locator('#use-expired').click()
    await site.outcome('refused').waitFor()

    await row('#codes', 'origin_not_whitelisted').waitFor()
    await row('#codes', 'token_expired').waitFor()
    await row('#sites', demo.rogueSite).waitFor()
    await row('#sites', demo.customerSite).waitFor()
    for (const section of ['#codes', '#sites']) {
      const box = await admin.page.locator(`${section} canvas`).boundingBox()
      expect(box?.width, section).toBeGreaterThan(200)
    }
    await admin.screenshot('signals')
  })

  it('nothing of it is shown to another tenant', async () => {
    await admin.page.getByText('Slate & Sage').click()
    await admin.page.locator('#codes').getByText('Nothing was refused.').waitFor()
    await admin.page.locator('#reported').getByText('None:').waitFor()
  })

  it('a site that is only reported is listed, with the age of the key set and the key that signs', async () => {
    await site.page.goto(demo.newCustomer)
    await site.outcome('ready').waitFor()
    await row('#reported', demo.newCustomer).waitFor()
    await row('#keys', 'first key').waitFor()
    await admin.page.getByText(/The key set is \d+ seconds old. Its keys: first key, second key./).waitFor()

    await site.page.locator('#rotate').click()
    await site.page.getByText('signed with the second key now').waitFor()
    await row('#keys', 'second key').waitFor()
    await site.screenshot('new-customer')
    await admin.screenshot('signals-roll-out')
  })

  it('there is no page without a session', async () => {
    expect((await fetch(`${admin.url}/admin/signals`)).status).toBe(401)
    expect((await fetch(`${admin.url}/admin/api/tenants/fern-and-field/signals`)).status).toBe(401)
  })
})
