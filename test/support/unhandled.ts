import { afterAll, afterEach, beforeAll, expect } from 'vitest'

/** Fails a test of this file that leaves a rejection which nobody handles: it would end a server's process. */
export function expectNothingUnhandled(): void {
  const unhandled: unknown[] = []
  const note = (error: unknown) => unhandled.push(error)
  beforeAll(() => {
    process.on('unhandledRejection', note).on('uncaughtException', note)
  })
  afterAll(() => {
    process.off('unhandledRejection', note).off('uncaughtException', note)
  })
  afterEach(async () => {
    // Such rejections are reported when the queue of promises is empty.
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled.splice(0)).toEqual([])
  })
}
