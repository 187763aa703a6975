import { once } from 'node:events'
import { connect, createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import type { TestServer } from '../support/server.js'
import { guard, isGuarded } from './guarded.js'

const warnings: string[] = []
const noteWarning = ({ name }: Error) => warnings.push(name)
process.on('warning', noteWarning)
afterAll(() => void process.off('warning', noteWarning))

// Its requests and responses have what the guard asks of those of HTTP/1.1.
const server = createServer((req: Http2ServerRequest, res: Http2ServerResponse) => {
  guard(req as never, res as never, () => {
    res.end(JSON.stringify({ sub: guard.auth(req as never).payload.sub }))
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
afterAll(() => {
  session.close()
  server.close()
})

const send: TestServer['send'] = async ({ path = '/', method = 'GET', headers = {} } = {}) => {
  const stream = session.request({ ':path': path, ':method': method, ...(headers as object) })
  const [{ ':status': status, ...received }] = await once(stream, 'response')
  const body = await text(stream)
  const code = received['content-type'] === 'application/problem+json' ? JSON.parse(body).code : undefined
  return { status, headers: received, body, code }
}

isGuarded({ send })

test('nothing of it makes Node warn', async () => {
  await send({ path: '/' })
  await new Promise((resolve) => setImmediate(resolve))
  expect(warnings).toEqual([])
})
