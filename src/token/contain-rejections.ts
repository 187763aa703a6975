import v8 from 'node:v8'
import { isPromise } from '../promise.js'

/** The promises that contained functions have made. */
const contained = new WeakSet<Promise<unknown>>()
let isContained = false
let running = 0
let stopWatching = () => {}

const hooks = {
  init(promise: Promise<unknown>) {
    if (!isContained) return
    contained.add(promise)
    // `catch` makes a promise, too, which must not come here again.
    isContained = false
    promise.catch(() => {})
    isContained = true
  },
  before(promise: Promise<unknown>) {
    isContained = contained.has(promise)
  },
  after() {
    isContained = false
  },
}

/** Whether {@link containRejections} does what it says. It does not on Bun and Deno, which have no promise hooks. */
export const CAN_CONTAIN = hasPromiseHooks()

function watchPromises() {
  return v8.promiseHooks.createHook(hooks) as () => void
}

function hasPromiseHooks(): boolean {
  try {
    watchPromises()()
    return true
  } catch {
    return false
  }
}

/**
 * Runs a function whose promises end no process when they reject, even those that it makes and then forgets. Node ends
 * the process for a rejection that nobody handles. zod forgets a promise when two asynchronous checks run side by side
 * and one of them rejects while the other is waited for.
 *
 * All promises of the process are watched until the function is done, which makes them slower meanwhile.
 */
export function containRejections<Result>(run: () => Result): Result {
  if (!CAN_CONTAIN) return run()
  const wasContained = isContained
  start()
  isContained = true
  try {
    const result = run()
    if (isPromise(result)) {
      start()
      result.then(stop, stop)
    }
    return result
  } finally {
    isContained = wasContained
    stop()
  }
}

function start(): void {
  running += 1
  if (running === 1) stopWatching = watchPromises()
}

function stop(): void {
  running -= 1
  if (running > 0) return
  stopWatching()
  isContained = false
}
