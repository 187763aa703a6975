import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Surroundings } from '../run-block.js'

type Listener = Parameters<typeof subscribe>[1]

/** Lets a block subscribe to channels for as long as `during` takes: what it hears later would disturb other tests. */
export async function listening(during: (modules: Surroundings['modules']) => Promise<void>): Promise<void> {
  const added: [string | symbol, Listener][] = []
  const tracked = (name: string | symbol, listener: Listener) => {
    added.push([name, listener])
    subscribe(name, listener)
  }
  try {
    await during({ 'node:diagnostics_channel': { subscribe: tracked } })
  } finally {
    for (const [name, listener] of added) unsubscribe(name, listener)
  }
}
