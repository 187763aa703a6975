import { type Browser, chromium } from 'playwright-core'
import { isMissing } from './missing.js'

export const executablePath = '/usr/bin/chromium'

export const browserIsMissing = () => isMissing('Chromium', [executablePath])

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  })
}
