import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AdminPage, openAdminPage } from './admin-page.js'
import { browserIsMissing, launchChromium } from './chromium.js'
import { type Demo, startDemo } from './demo.js'
import { openWidgetPage, type WidgetPage } from './widget-page.js'

/** A page of the back office is many small files: a busy machine may take its time. */
const patiently = { timeout: 30_000 }

const hostOf = (url: string) => new URL(url).host

/** One story: each test goes on from where the one before it ended. */
describe.skipIf(browserIsMissing())('the back office in Chromium', () => {
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
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  })

  it('shows the approved domains', async () => {
    await expect.poll(admin.domains, patiently).toEqual([hostOf(demo.customerSite), hostOf(demo.secondSite)])
  })

  it('the list of refused sites is said to be loading until it is known', async () => {
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    const url = '**/api/tenants/fern-and-field'
    await admin.page.route(url, async (route) => {
      await held
      await route.continue()
    })
    await admin.page.reload()
    await admin.page.locator('#refused').getByText('Loading…').waitFor()
    answer()
    await admin.page.locator('#refused').getByText('None lately.').waitFor()
    await admin.page.unroute(url)
    await expect.poll(admin.domains, patiently).toHaveLength(2)
  })

  it('the rogue site is refused, and appears in the list', async () => {
    await site.page.goto(demo.rogueSite)
    await site.outcome('unreadable').waitFor()
    await site.page.getByText('Refused, and not even told why.').waitFor()
    await admin.refusedSite(demo.rogueSite).waitFor()
    await admin.screenshot('back-office-refused-site')
  })

  it('once approved, it works, and leaves the list', async () => {
    await admin.refusedSite(demo.rogueSite).getByText('Approve').click()
    await admin.saved.getByText('Saved').waitFor()
    await admin.refusedSite(demo.rogueSite).waitFor({ state: 'detached' })
    expect(await admin.domains()).toContain(hostOf(demo.rogueSite))

    await site.page.goto(demo.rogueSite)
    await site.outcome('ready').waitFor()
    await site.file('Filed by the site that was approved')
    await site.page.getByText('Filed by the site that was approved').waitFor()
    await site.page.frameLocator('#help-centre').getByText('Quick answers').waitFor()
  })

  it('its page no longer says that it was refused', async () => {
    await site.page.getByText('Let in.').waitFor()
    await site.page.getByText('Refused, and not even told why.').waitFor({ state: 'hidden' })
    await site.page.getByText('Blank on purpose.').waitFor({ state: 'hidden' })
  })

  it('a token that is bound to the shop is refused there all the same, readably', async () => {
    await site.page.locator('#use-bound').click()
    await site.outcome('refused').getByText('token_domain', { exact: true }).waitFor()
    await site.screenshot('rogue-site-approved')
  })

  it('the other tenant refuses it as before', async () => {
    const answer = await fetch(`${demo.helpDesk}/widget/moss-and-stone/api/tickets`, {
      headers: { Origin: demo.rogueSite },
    })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'origin_not_whitelisted' })
  })

  it('a pasted address gets its reason and its suggestion, which is taken', async () => {
    await admin.paste(4, 'https://Shop.Example.com/')
    await admin.row(4).getByText('a scheme does not belong here').waitFor()
    await admin.save()
    await admin.saved.getByText('Nothing was saved').waitFor()
    await admin.screenshot('back-office-suggestion')

    await admin.row(4).getByText('Use shop.example.com').click()
    expect(await admin.input(4).inputValue()).toBe('shop.example.com')
    await admin.save()
    await admin.saved.getByText('Saved').waitFor()
    expect(await admin.domains()).toContain('shop.example.com')
  })

  it('a sixth domain is refused with a clear message', async () => {
    await admin.paste(5, 'five.example.com, six.example.com')
    await admin.listProblem.getByText('at most 5 domains can be approved').waitFor()
    await admin.save()
    await admin.saved.getByText('Nothing was saved').waitFor()
    await admin.screenshot('back-office-sixth-domain')

    await admin.remove('six.example.com')
    await admin.listProblem.waitFor({ state: 'hidden' })
    await admin.save()
    await admin.saved.getByText('Saved').waitFor()
    expect(await admin.domains()).toHaveLength(5)
  })

  it('approving another site where all five are taken changes none of them', async () => {
    const before = await admin.domains()
    await fetch(`${demo.helpDesk}/widget/fern-and-field/api/tickets`, {
      headers: { Origin: 'https://sixth.example.com' },
    })
    await admin.refusedSite('https://sixth.example.com').getByText('Approve').click()
    await admin.listProblem.getByText('at most 5 domains can be approved').waitFor()
    expect(await admin.domains()).toEqual([...before, 'sixth.example.com'])
    await admin.page.reload()
    await expect.poll(admin.domains, patiently).toEqual(before)
  })

  it('says why it would let an origin in or not', async () => {
    const box = admin.page.locator('#try-origin')
    const ask = async (origin: string) => {
      await box.locator('input').fill(origin)
      await box.locator('button').click()
    }
    await ask('https://shop.example.com')
    await box.getByText('https://shop.example.com matches the approved domain shop.example.com').waitFor()
    await ask('http://shop.example.com')
    await box.getByText('origin_insecure').waitFor()
    await admin.screenshot('back-office-try-origin')
  })

  it('says why it would let a token in or refuse it, in every step', async () => {
    const box = admin.page.locator('#try-token')
    const tryToken = async (path: string, change: (token: string) => string, origin: string) => {
      const { token } = (await (await fetch(`${demo.customerSite}${path}`)).json()) as { token: string }
      await box.locator('textarea').fill(change(token))
      await box.locator('input').fill(origin)
      await box.locator('button').click()
    }
    await tryToken('/asap-token', (token) => token, demo.customerSite)
    await box.locator('.outcome').getByText('Let in', { exact: true }).waitFor()
    expect(await box.locator('.failed li').count()).toBe(0)
    await box.getByText('Checks that passed').click()
    await box.locator('.passed').getByText('signature', { exact: true }).waitFor()

    await tryToken('/asap-token/expired', (token) => `Bearer ${token}`, demo.secondSite)
    await box.getByText('Refused: token_malformed').waitFor()
    for (const check of ['format', 'expiry', 'domain']) {
      await box.locator('.failed small').getByText(check, { exact: true }).waitFor()
    }
    await admin.screenshot('back-office-try-token')
    expect(demo.printed()).not.toContain('eyJ')
  })

  it('what it said about an origin is asked again when the list has changed', async () => {
    const box = admin.page.locator('#try-origin')
    await box.locator('input').fill('https://shop.example.com')
    await box.locator('button').click()
    await box.getByText('Let in').waitFor()
    await admin.remove('shop.example.com')
    await admin.save()
    await box.getByText('origin_not_whitelisted').waitFor()
    await admin.input(5).fill('shop.example.com')
    await admin.save()
    await box.getByText('Let in').waitFor()
  })

  it('removed again, the site is refused again', async () => {
    await admin.remove(hostOf(demo.rogueSite))
    await admin.save()
    await admin.saved.getByText('Saved').waitFor()
    await site.page.goto(demo.rogueSite)
    await site.outcome('unreadable').waitFor()
    await admin.refusedSite(demo.rogueSite).waitFor()
  })

  it('each tenant has its own page', async () => {
    await admin.page.getByText('Moss & Stone').click()
    await expect.poll(admin.domains, patiently).toEqual(['*.example.org'])
    await admin.refusedSite(demo.rogueSite).waitFor()
  })

  it('what was saved is still there after a restart', async () => {
    await demo.stop()
    demo = await startDemo(dataFolder)
    admin = await openAdminPage(browser, demo)
    await expect.poll(admin.domains, patiently).toContain('shop.example.com')
  })
})
