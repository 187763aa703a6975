import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Whether processes can be kept on one core each: by taskset, on Linux. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** A process of its own: what one contender leaves in caches, heap and compiled code is no burden to the next. */
export interface Child {
  /** Sends a message, and resolves with the answer. One at a time. */
  ask<Answer>(message: object): Promise<Answer>
  stop(): Promise<void>
}

/**
 * Starts a file of this directory as a process of its own.
 *
 * @param core the core to run on, where that can be said
 */
export function start(file: string, { core = 0, exposeGc = false } = {}): Child {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const node = [process.execPath, ...(exposeGc ? ['--expose-gc'] : []), '--import', 'tsx', path]
  const [command = '', ...args] = canPin ? ['taskset', '-c', String(core), ...node] : node
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return {
    async ask<Answer>(message: object) {
      child.send(message)
      return (await answerOf(child, file)) as Answer
    },
    async stop() {
      const exit = once(child, 'exit')
      child.kill()
      await exit
    },
  }
}

function answerOf(child: ChildProcess, file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${file} ended with code ${code}`))
    child.once('exit', onExit)
    child.once('message', ({ error, answer }: { error?: string; answer?: unknown }) => {
      child.off('exit', onExit)
      if (error === undefined) resolve(answer)
      else reject(new Error(`${file}: ${error}`))
    })
  })
}

/** Starts a file, asks it one thing, and ends it. */
export async function askOnce<Answer>(file: string, message: object, options?: Parameters<typeof start>[1]) {
  const child = start(file, options)
  try {
    return await child.ask<Answer>(message)
  } finally {
    await child.stop()
  }
}

/** The other side: answers each message of the parent. */
export function answer<Message extends object>(respond: (message: Message) => unknown): void {
  // Stack traces mapped to sources would make each error of these processes dearer than a user's.
  process.setSourceMapsEnabled(false)
  process.on('message', async (message: Message) => {
    try {
      process.send?.({ answer: await respond(message) })
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.stack : String(error) })
    }
  })
  // Without its parent there is nobody left to work for.
  process.on('disconnect', () => process.exit())
}

/** Serves on a free port, and gives its number. Connections may wait as long as other servers have their turns. */
export async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
