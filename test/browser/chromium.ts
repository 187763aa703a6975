import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/**
 * Without a browser these tests are skipped, out loud. ASAP_REQUIRE_BROWSER=1 has them run, and so fail,
 * instead.
 */
export function browserIsMissing(): boolean {
  if (existsSync(executablePath) || process.env.ASAP_REQUIRE_BROWSER === '1') return false
  console.warn(
    `SKIPPED: the browser tests need ${executablePath}. ASAP_REQUIRE_BROWSER=1 makes its absence a failure.`,
  )
  return true
}

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
