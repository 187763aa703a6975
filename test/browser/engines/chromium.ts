import type { Page } from 'playwright-core'
import { executablePath, launchChromium } from '../chromium.js'
import type { Engine } from './engine.js'

export const chromium: Engine = {
  name: 'Chromium',
  programs: [executablePath],
  async start() {
    const browser = await launchChromium()
    let shown: Page | undefined
    return {
      version: browser.version(),
      async open(url) {
        await shown?.close()
        shown = await browser.newPage({ ignoreHTTPSErrors: true })
        await shown.goto(url, { waitUntil: 'commit' })
      },
      close: () => browser.close(),
    }
  },
}
