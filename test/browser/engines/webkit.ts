import { setTimeout } from 'node:timers/promises'
import { freePort, startProgram } from '../program.js'
import type { Engine } from './engine.js'

const driverPath = '/usr/bin/WebKitWebDriver'
const displayPath = '/usr/bin/Xvfb'

/**
 * The small browser of WebKitGTK, which its driver starts. It has no headless mode, so it draws on a display
 * that nobody sees. The protocol is WebDriver (https://www.w3.org/TR/webdriver2/).
 */
export const webkit: Engine = {
  name: 'WebKit',
  programs: [driverPath, displayPath],
  async start() {
    const display = await startProgram([displayPath, '-displayfd', '1', '-nolisten', 'tcp'], {
      env: {},
      ready: /^\d+\n/m,
    })
    const [number] = display.printed().match(/^\d+$/m) ?? []
    const port = await freePort()
    const driver = await startProgram([driverPath, `--port=${port}`], { env: { DISPLAY: `:${number}` } })
    const address = `http://127.0.0.1:${port}`
    await isReady(address)
    const { sessionId, capabilities } = await command('POST', `${address}/session`, {
      capabilities: { alwaysMatch: { pageLoadStrategy: 'none', acceptInsecureCerts: true } },
    })
    const session = `${address}/session/${sessionId}`
    return {
      version: capabilities.browserVersion,
      async open(url) {
        await command('POST', `${session}/url`, { url })
      },
      async close() {
        await command('DELETE', session)
        await driver.stop()
        await display.stop()
      },
    }
  },
}

/** The driver does not say when it listens. */
async function isReady(address: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(`${address}/status`).catch(() => undefined)
    if (answer?.ok) return
    await setTimeout(100)
  }
  throw new Error(`${driverPath} does not answer at ${address}`)
}

/** The protocol says of each command what its value is. */
// biome-ignore lint/suspicious/noExplicitAny: one shape for each command.
async function command(method: string, url: string, body?: object): Promise<any> {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body) })
  const { value } = (await answer.json()) as { value: { message?: string } | null }
  if (!answer.ok) throw new Error(`${method} ${url}: ${value?.message}`)
  return value
}
