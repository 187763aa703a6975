import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserIsMissing, launchChromium } from './chromium.js'
import { freePort, type Program, startProgram } from './program.js'

describe.skipIf(browserIsMissing())('the quick start in Chromium', () => {
  let quickStart: Program
  let browser: Browser
  let page: Page
  let approvedPort: string
  let otherPort: string

  beforeAll(async () => {
    approvedPort = await freePort()
    otherPort = await freePort()
    quickStart = await startProgram([process.execPath, 'examples/quick-start/main.mjs'], {
      env: {
        PORT: await freePort(),
        SHOP_PORT: approvedPort,
        OTHER_PORT: otherPort,
        ASAP_DOMAINS: `localhost:${approvedPort}`,
      },
      ready: 'Each refusal appears here',
    })
    browser = await launchChromium()
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await quickStart?.stop()
  })

  it('the approved site shows the tickets', async () => {
    await page.goto(`http://localhost:${approvedPort}`)
    await page.getByText('Tickets of sam@example.com: My fern').waitFor()
  })

  it('the same page on another site reads nothing, and the terminal says why', async () => {
    await page.goto(`http://localhost:${otherPort}`)
    await page.getByText('No answer that this page may read (TypeError)').waitFor()
    await expect.poll(quickStart.printed).toContain('403 origin_not_whitelisted')
    expect(quickStart.printed()).not.toContain('eyJ')
  })
})
