import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves on a free port, and gives its number. Connections may wait as long as other servers have their turns. */
export async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
