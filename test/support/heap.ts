import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** How many bytes of memory stay in use for what `make` returns. */
export function heldMemory(make: () => unknown): number {
  const before = usedMemory()
  const made = [make()]
  const held = usedMemory() - before
  // Used after the measurement, so that it is not collected before.
  made.length = 0
  return held
}

function usedMemory(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
