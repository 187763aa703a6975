import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAdminPage } from './admin-page.js'
import { browserIsMissing, launchChromium } from './chromium.js'
import { type Demo, startDemo } from './demo.js'
import { openWidgetPage, type WidgetPage } from './widget-page.js'

/** One story: each test goes on from where the one before it ended. */
describe.skipIf(browserIsMissing())('a token that is bound to a key, in Chromium', () => {
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

  const decoded = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString())
  const sentBy = async (request: Request) => {
    const { authorization = '', dpop = '' } = await request.allHeaders()
    const [scheme, token = ''] = authorization.split(' ')
    return {
      scheme,
      token,
      payload: decoded(token.split('.')[1]),
      proof: dpop.split('.').map((part) => part),
    }
  }

  it('each call of the widget proves the key, anew', async () => {
    const isCall = (request: Request) =>
      request.url().endsWith('/api/tickets') && request.method() !== 'OPTIONS'
    const first = site.page.waitForRequest(isCall)
    await site.page.goto(demo.customerSite)
    await site.outcome('ready').waitFor()
    const second = site.page.waitForRequest(isCall)
    await site.file('My key stays here')
    await site.page.getByText('My key stays here').waitFor()

    const calls = [await sentBy(await first), await sentBy(await second)]
    const ids = calls.map(({ scheme, payload, proof }) => {
      expect(scheme).toBe('DPoP')
      expect(payload.cnf).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) })
      expect(decoded(proof[0])).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { crv: 'P-256' } })
      return decoded(proof[1]).jti
    })
    expect(new Set(ids).size).toBe(2)
  })

  it('the key is the same after a reload, and no script can copy it', async () => {
    const thumbprint = async () => {
      const asked = site.page.waitForRequest(/asap-token\?thumbprint=/)
      await site.page.reload()
      return new URL((await asked).url()).searchParams.get('thumbprint')
    }
    expect(await thumbprint()).toBe(await thumbprint())
    // The browser's own types are not among those of the tests, hence the text.
    const outcome = await site.page.evaluate(`new Promise((resolve) => {
      const opening = indexedDB.open('help-widget')
      opening.onsuccess = () => {
        const reading = opening.result.transaction('keys').objectStore('keys').get('proof')
        reading.onsuccess = () => {
          const copying = crypto.subtle.exportKey('jwk', reading.result.privateKey)
          copying.then(() => resolve('copied'), (error) => resolve(error.name))
        }
      }
    })`)
    expect(outcome).toBe('InvalidAccessError')
  })

  it('the live chat proves it in its handshake', async () => {
    await site.outcome('ready').waitFor()
    await site.openChat()
    await site.chat.getByText('Connected until').waitFor()
  })

  it('a script gets in with a token that is bound to no key, and with no other', async () => {
    await site.page.goto(demo.rogueSite)
    await site.page.locator('#run-script').click()
    const attempts = site.page.locator('#script-attempts li')
    await expect
      .poll(() => attempts.allTextContents())
      .toEqual([
        expect.stringMatching(/bound to no key: Let in \(200\), with \d+ of Sam's tickets/),
        expect.stringContaining('Refused (401 proof_missing)'),
        expect.stringContaining('Refused (401 proof_invalid)'),
      ])
    await site.screenshot('script')
  })

  it('the rogue site is refused with it even where somebody approved the site', async () => {
    await site.outcome('unreadable').waitFor()
    const admin = await openAdminPage(browser, demo)
    await admin.refusedSite(demo.rogueSite).getByText('Approve').click()
    await admin.saved.getByText('Saved').waitFor()
    await site.page.locator('#use-key').click()
    await site.outcome('refused').getByText('proof_invalid', { exact: true }).waitFor()
    await site.page.locator('#use-stolen').click()
    await site.outcome('ready').waitFor()
  })

  it('the terminal shows neither token nor proof', () => {
    expect(demo.printed()).not.toContain('eyJ')
  })
})
