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
describe.skipIf(browserIsMissing())('guests and live chat in Chromium', () => {
  let dataFolder: string
  let demo: Demo
  let browser: Browser
  let inbox: AdminPage
  let site: WidgetPage

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'help-desk-'))
    demo = await startDemo(dataFolder)
    browser = await launchChromium()
    inbox = await openAdminPage(browser, demo)
    await inbox.page.getByText('Inbox', { exact: true }).click()
    await inbox.page.getByText('Nobody has opened a chat yet.').waitFor()
    site = await openWidgetPage(browser)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  })

  it('a guest on the approved site reads the help centre', async () => {
    await site.page.goto(`${demo.customerSite}/guest`)
    await site.outcome('ready').getByText('You are a guest.').waitFor()
    await site.page.locator('#help-widget .articles').getByText('A leaf turned yellow').waitFor()
    expect(await site.page.locator('#help-widget .ticket').isVisible()).toBe(false)
  })

  it('a guest asks a question, which a colleague sees at once', async () => {
    await site.page.getByLabel('Your e-mail address').fill('guest@example.com')
    await site.page.getByLabel('Your question').fill('Do you ship to <b>Norway</b>?')
    await site.page.getByText('Ask', { exact: true }).click()
    await site.outcome('ready').getByText('We answer to guest@example.com').waitFor()
    await inbox.page.locator('#questions').getByText('Do you ship to <b>Norway</b>?').waitFor()
    await site.screenshot('guest')
  })

  it('a guest has no tickets and no chat', async () => {
    const tickets = `${demo.helpDesk}/widget/fern-and-field/api/tickets`
    const answer = await fetch(tickets, { headers: { Origin: demo.customerSite } })
    expect(answer.status).toBe(401)
    const handshake = await site.page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url, ['chat'])
          socket.onopen = () => resolve('open')
          socket.onerror = () => resolve('failed')
        }),
      `${demo.helpDesk.replace('http', 'ws')}/widget/fern-and-field/chat`,
    )
    expect(handshake).toBe('failed')
  })

  it('a user who is signed in chats with a colleague in the back office', async () => {
    await site.page.goto(demo.customerSite)
    await site.outcome('ready').waitFor()
    await site.openChat()
    await site.chat.getByText('Connected until').waitFor()
    await site.chat.getByLabel('Your message').fill('Where is my <i>fern</i>?')
    await site.chat.getByText('Send').click()
    await site.chat.getByText('Where is my <i>fern</i>?').waitFor()

    const conversation = inbox.page.locator('#conversations article')
    await conversation.getByText('sam@fern-and-field.example, online').waitFor()
    await conversation.getByText('Where is my <i>fern</i>?').waitFor()
    await conversation.getByLabel('Reply to sam@').fill('It arrives tomorrow.')
    await conversation.getByText('Send').click()
    await site.chat.getByText('It arrives tomorrow.').waitFor()
    await site.screenshot('live-chat')
    await inbox.screenshot('inbox')
  })

  it('the chat ends with its token, and the widget connects again with a new one', async () => {
    await site.page.locator('#use-short-lived').click()
    await site.chat.getByText('Your token ended, so we took a new one. Connected until').waitFor()
    await site.chat.getByText('It arrives tomorrow.').waitFor()
    await site.page.locator('.use-fresh').first().click()
    await site.chat.getByText('Connected until').waitFor()
  })

  it('the socket of the rogue site is refused, and the code is in the terminal and in the back office', async () => {
    await site.page.goto(demo.rogueSite)
    await site.outcome('unreadable').waitFor()
    const printed = demo.printed().length
    await site.openChat()
    await site.chat.getByText('Refused. The browser does not tell this page why.').waitFor()
    expect(demo.printed().slice(printed)).toContain(`403 origin_not_whitelisted  from ${demo.rogueSite}`)
    await site.screenshot('rogue-site-chat')

    await inbox.page.getByText('Domains', { exact: true }).click()
    await inbox.refusedSite(demo.rogueSite).getByText('origin_not_whitelisted').waitFor()
  })

  it('what was said is no longer online once the page is left', async () => {
    await inbox.page.getByText('Inbox', { exact: true }).click()
    await inbox.page.getByText('sam@fern-and-field.example, not online').waitFor()
  })

  it('a colleague who signs out sees the inbox no more', async () => {
    await inbox.page.getByText('Sign out').click()
    await inbox.page.getByText('For administrators.').waitFor()
    const stream = await fetch(`${inbox.url}/admin/api/tenants/fern-and-field/inbox`)
    expect(stream.status).toBe(401)
  })
})
