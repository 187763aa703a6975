import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Program {
  /** What it has printed so far. */
  printed(): string
  /** Ends it as a user's Ctrl+C does, and resolves to its exit code. */
  stop(): Promise<number | null>
}

/**
 * Starts a program in the top folder. Resolves once it has printed `ready`, or at once without that; rejects
 * with its output if it ends before.
 */
export async function startProgram(
  command: readonly [string, ...string[]],
  { env, ready }: { env: Record<string, string>; ready?: string | RegExp },
): Promise<Program> {
  const [file, ...args] = command
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const isReady = () => (typeof ready === 'string' ? output.includes(ready) : ready?.test(output))
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (isReady()) resolve()
      })
    }
    if (ready === undefined) child.on('spawn', resolve)
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`The program ended before it was ready:\n${output}`)))
  })

  return {
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

export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}
