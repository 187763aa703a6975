import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Demo {
  helpDesk: string
  customerSite: string
  secondSite: string
  rogueSite: string
  /** Where an administrator signs in next: it works once. */
  signInLink(): string
  /** What it has printed so far. */
  printed(): string
  /** Ends it as a user's Ctrl+C does, and resolves to its exit code. */
  stop(): Promise<number | null>
}

/** Starts the demo as `npm start` does once the package is built, on free ports and with its own data folder. */
export async function startDemo(dataFolder: string): Promise<Demo> {
  const child = spawn('node_modules/.bin/tsx', ['examples/help-desk/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      HELP_DESK_PORT: '0',
      CUSTOMER_SITE_PORT: '0',
      ROGUE_SITE_PORT: '0',
      SECOND_SITE_PORT: '0',
      HELP_DESK_DATA: dataFolder,
      DATABASE_URL: '',
      ASAP_SECRET: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  await untilReady(child, () => output)

  const address = (site: string) => output.match(new RegExp(`${site} +(http://localhost:\\d+)`))?.[1] ?? ''
  return {
    helpDesk: address('help desk'),
    customerSite: address('approved site'),
    secondSite: address('second site'),
    rogueSite: address('rogue site'),
    signInLink: () => output.match(/http:\S+\/sign-in#\w+/g)?.at(-1) ?? '',
    printed: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, 'exit')
        child.kill('SIGINT')
        await exit
      }
      return child.exitCode
    },
  }
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output().includes('Ctrl+C stops it')) resolve()
    })
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`The demo ended before it was ready:\n${output()}`)))
  })
}
