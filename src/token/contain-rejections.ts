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
  // Stryker disable next-line BlockStatement: the `catch` of `init` runs at once, which resets it as well.
  after() {
    isContained = false
  },
}

/** Whether {@link containRejections} does what it says. Bun has no promise hooks, so there it does not. */
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
 * Runs a function so that none of its promises ends the process by rejecting. Node ends the process for a
 * rejection that nobody handles, and zod forgets promises: if two asynchronous checks run side by side, it
 * waits for one, and the other may reject meanwhile.
 *
 * Until the function is done, each promise of the process is looked at when it is made and when it goes on.
 * This makes promises slower for that time.
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
