import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AdminPage, openAdminPage } from './admin-page.js'
import { browserIsMissing, launchChromium } from './chromium.js'
import { type Demo, startDemo } from './demo.js'

const MARKUP = '<img src=x onerror="document.title=1">'

describe.skipIf(browserIsMissing())('the back office under attack, in Chromium', () => {
  let dataFolder: string
  let demo: Demo
  let browser: Browser
  let admin: AdminPage
  let usedLink: string

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'help-desk-'))
    demo = await startDemo(dataFolder)
    browser = await launchChromium()
    usedLink = demo.signInLink()
    admin = await openAdminPage(browser, demo)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  })

  const domainsPath = '/admin/api/tenants/fern-and-field/domains'
  const list = JSON.stringify({ domains: ['evil.example.com'] })
  const json = { 'Content-Type': 'application/json' }

  async function storedDomains(): Promise<string[]> {
    const answer = await fetch(`${admin.url}/admin/api/tenants/fern-and-field`, {
      headers: { Cookie: await admin.cookie() },
    })
    return ((await answer.json()) as { domains: string[] }).domains
  }
  async function put(headers: Record<string, string>, body = list) {
    const answer = await fetch(`${admin.url}${domainsPath}`, { method: 'PUT', headers, body })
    return { status: answer.status, body: await answer.json() }
  }

  it('without a session there is no page and no API', async () => {
    const page = await fetch(`${admin.url}/admin`)
    expect(page.status).toBe(401)
    expect(await page.text()).not.toContain('Approved domains')
    for (const path of ['/admin/domains.js', '/admin/modules/tldts.js', '/admin/api/tenants']) {
      expect((await fetch(`${admin.url}${path}`)).status, path).toBe(401)
    }
    expect(await put({ ...json, Origin: admin.url })).toMatchObject({ status: 401 })
    expect(await put({ ...json, Origin: admin.url, Cookie: 'admin_session=guessed' })).toMatchObject({
      status: 401,
    })
  })

  it('a link that was used opens no second session', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(usedLink)
    await page.getByText('This link was used before').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.context().close()
  })

  it('the cookie is out of reach of scripts and of other sites', async () => {
    const [cookie] = await admin.context.cookies(`${admin.url}/admin`)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/admin' })
  })

  it('under another host name than its own there is no back office', async () => {
    const elsewhere = await fetch(`${demo.helpDesk}/admin`, { redirect: 'manual' })
    expect(elsewhere.headers.get('location')).toBe(`${admin.url}/admin`)
    const change = {
      method: 'PUT',
      headers: { ...json, Origin: demo.helpDesk, Cookie: await admin.cookie() },
      body: list,
    }
    expect((await fetch(`${demo.helpDesk}${domainsPath}`, change)).status).toBe(421)
  })

  describe.each([
    { attacker: 'the rogue site, to the browser another site', host: 'localhost', sendsCookie: false },
    {
      attacker: 'another port of the same host, to the browser the same site',
      host: '127.0.0.1',
      sendsCookie: true,
    },
  ])('from a page on $attacker', ({ host, sendsCookie }) => {
    async function openAttackersPage() {
      const page = await admin.context.newPage()
      await page.goto(demo.rogueSite.replace('localhost', host))
      return page
    }

    it('a form is refused', async () => {
      const page = await openAttackersPage()
      const answer = page.waitForResponse((response) => response.url().endsWith('/explain'))
      await page.evaluate(`
        const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain' })
        form.action = '${admin.url}/admin/api/tenants/fern-and-field/explain'
        document.body.append(form)
        form.submit()`)
      expect((await answer).status()).toBe(403)
      const { cookie } = await (await answer).request().allHeaders()
      expect(cookie !== undefined).toBe(sendsCookie)
      await page.close()
    })

    it('fetch changes nothing and reads nothing', async () => {
      const before = await storedDomains()
      const page = await openAttackersPage()
      const fetched = (init: object) =>
        page.evaluate(`fetch('${admin.url}${domainsPath}', ${JSON.stringify(init)}).then(String, String)`)
      expect(await fetched({ method: 'PUT', credentials: 'include', headers: json, body: list })).toContain(
        'TypeError',
      )
      expect(
        await fetched({ method: 'POST', credentials: 'include', mode: 'no-cors', body: list }),
      ).toContain('TypeError')
      expect(await fetched({ credentials: 'include' })).toContain('TypeError')
      expect(await storedDomains()).toEqual(before)
      await page.close()
    })
  })

  it('a change without an Origin, from null, or in the form of a form is refused even with the cookie', async () => {
    const Cookie = await admin.cookie()
    expect(await put({ ...json, Cookie })).toMatchObject({ status: 403 })
    expect(await put({ ...json, Cookie, Origin: 'null' })).toMatchObject({ status: 403 })
    expect(await put({ Cookie, Origin: admin.url, 'Content-Type': 'text/plain' })).toMatchObject({
      status: 415,
    })
  })

  it('the server checks the list again', async () => {
    const headers = { ...json, Origin: admin.url, Cookie: await admin.cookie() }
    const six = Array.from({ length: 6 }, (_, index) => `site${index}.example.com`)
    expect(await put(headers, JSON.stringify({ domains: six }))).toMatchObject({
      status: 422,
      body: { issues: [{ path: [], message: expect.stringContaining('at most 5 domains') }] },
    })
    expect(await put(headers, '{}')).toMatchObject({ status: 422 })
    expect(await put(headers, '{"domains":')).toMatchObject({ status: 400 })
  })

  it('no page can show it in a frame', async () => {
    const page = await admin.context.newPage()
    await page.goto(demo.rogueSite)
    const violation = page.waitForEvent('console', (message) =>
      message.text().includes("frame-ancestors 'none'"),
    )
    await page.evaluate(`
      document.body.append(Object.assign(document.createElement('iframe'), { src: '${admin.url}/admin' }))`)
    await violation
    await page.close()
  })

  it('markup is shown as the text that it is', async () => {
    await admin.input(3).fill(MARKUP)
    await admin.page.locator('#try-origin input').fill(MARKUP)
    await admin.page.locator('#try-origin button').click()
    await admin.page.locator('#try-origin').getByText('origin_malformed').waitFor()
    expect(await admin.page.locator('main img').count()).toBe(0)
    await admin.page.goto(`${admin.url}/admin/api/tenants/${encodeURIComponent(MARKUP)}`)
    expect(await admin.page.content()).not.toContain('<img')
  })

  it('a flood of invented origins keeps the list short', async () => {
    const url = `${demo.helpDesk}/widget/fern-and-field/api/tickets`
    for (let i = 0; i < 50; i++) await fetch(url, { headers: { Origin: `https://site${i}.example.com` } })
    await admin.page.goto(`${admin.url}/admin`)
    await admin.refusedSite('https://site49.example.com').waitFor()
    expect(await admin.page.locator('#refused li').count()).toBe(20)
  })
})
