import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { startProgram } from '../program.js'
import type { Engine } from './engine.js'

const executablePath = '/usr/bin/firefox-esr'

/** Started by itself, and told what to show by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/). */
export const firefox: Engine = {
  name: 'Firefox',
  programs: [executablePath],
  async start() {
    const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
    const program = await startProgram(
      [executablePath, '--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
      { env: {}, ready: /WebDriver BiDi listening on ws:\S+\s/ },
    )
    const [address] = program.printed().match(/ws:\S+/) ?? []
    const session = await connect(`${address}/session`)
    const { capabilities } = await session.command('session.new', {
      capabilities: { alwaysMatch: { acceptInsecureCerts: true } },
    })
    let shown: string | undefined
    return {
      version: capabilities.browserVersion,
      async open(url) {
        const { context } = await session.command('browsingContext.create', { type: 'tab' })
        if (shown !== undefined) await session.command('browsingContext.close', { context: shown })
        shown = context
        await session.command('browsingContext.navigate', { context, url, wait: 'none' })
      },
      async close() {
        session.close()
        await program.stop()
        // Some of its processes end later than the first one.
        await rm(profile, { recursive: true, maxRetries: 10 })
      },
    }
  },
}

/** What is asked with a command; the protocol says of each what comes back. */
// biome-ignore lint/suspicious/noExplicitAny: one shape for each command.
type Result = any

async function connect(address: string) {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  const waiting = new Map<number, { resolve(result: Result): void; reject(error: Error): void }>()
  socket.on('message', (text) => {
    const { type, id, result, error, message } = JSON.parse(String(text))
    if (type === 'success') waiting.get(id)?.resolve(result)
    else if (type === 'error') waiting.get(id)?.reject(new Error(`${error}: ${message}`))
    waiting.delete(id)
  })
  let lastId = 0
  return {
    command: (method: string, params: object) =>
      new Promise<Result>((resolve, reject) => {
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        socket.send(JSON.stringify({ id: lastId, method, params }))
      }),
    close: () => socket.terminate(),
  }
}
