import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { processorTime } from './processor-time.js'

/** Whether processes can be kept on one core each: by taskset, on Linux. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** A process of its own: what one contender leaves in caches, heap and compiled code is no burden to the next. */
export interface Child {
  /** Sends a message, and resolves with the answer. One at a time. */
  ask<Answer>(message: object): Promise<Answer>
  /** What it has had of its processor so far, in microseconds. */
  processorTime(): Promise<number>
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
  async function ask<Answer>(message: object): Promise<Answer> {
    child.send(message)
    return (await answerOf(child, file)) as Answer
  }
  return {
    ask,
    processorTime: () => ask<number>(PROCESSOR_TIME),
    async stop() {
      const exit = once(child, 'exit')
      child.kill()
      await exit
    },
  }
}

/** The one message that every process answers. */
const PROCESSOR_TIME = { processorTime: true }

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
  process.on('message', async (message: Message | typeof PROCESSOR_TIME) => {
    try {
      process.send?.({ answer: 'processorTime' in message ? processorTime() : await respond(message) })
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.stack : String(error) })
    }
  })
  // Without its parent there is nobody left to work for.
  process.on('disconnect', () => process.exit())
}
