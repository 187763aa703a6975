import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './child.js'
import { contenders } from './contenders.js'

/** `serve` starts a contender and gives its port; `usage` is the processor time so far, in milliseconds. */
export type ServerMessage = { readonly serve: string } | { readonly usage: true }

answer(async (message: ServerMessage) => {
  if ('usage' in message) {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  const contender = contenders.find(({ name }) => name === message.serve)
  if (contender === undefined) throw new Error(`no contender is called ${message.serve}`)
  const server = createServer(await contender.serve())
  // Connections wait while the other servers have their turns.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
})
