import type { Child } from './child.js'
import type { Load, Run } from './load.js'

/**
 * Milliseconds that a server has in each round. On a machine that is shared, a core may be a third slower for seconds: all
 * that are compared must have their turn before its mood changes.
 */
export const TURN = 150

export interface Turn extends Load {
  /** Processor time of the server a request, in microseconds: other programs disturb it less than requests a second. */
  readonly cpu: number
}

/** Lets one process answer what another one asks. */
export async function takeTurn(server: Child, load: Child, run: Run): Promise<Turn> {
  const before = await server.processorTime()
  const result = await load.ask<Load>(run)
  const after = await server.processorTime()
  return { ...result, cpu: (after - before) / result.answers }
}
