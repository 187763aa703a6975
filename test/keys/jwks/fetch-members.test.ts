import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fetchMembers } from '../../../src/keys/jwks/fetch-members.js'
import { expectNothingUnhandled } from '../../support/unhandled.js'

expectNothingUnhandled()

const KEYS = [{ kid: 'first' }]
const SET = JSON.stringify({ keys: KEYS })
const MOST_BYTES = 256 * 1024

async function endpoint(answer: RequestListener) {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    /** Fetches from it under one of its names. */
    fetch: (host = '127.0.0.1', path = '/jwks') =>
      fetchMembers({ uri: `http://${host}:${port}${path}`, timeout: 10 }),
    /** Resolves when nobody is connected to it any more. */
    isAlone: () =>
      vi.waitFor(async () => {
        expect(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0)
      }),
  }
}

describe('the members of a set', () => {
  test('come as they are', async () => {
    const { fetch, isAlone } = await endpoint((_req, res) =>
      res.end('{"keys":[null,1,{"kid":"first"}],"more":{}}'),
    )
    expect(await fetch()).toEqual([null, 1, { kid: 'first' }])
    await isAlone()
  })

  test('are asked for as JSON', async () => {
    const { fetch } = await endpoint((req, res) =>
      res.end(JSON.stringify({ keys: [{ kid: req.headers.accept }] })),
    )
    expect(await fetch()).toEqual([{ kid: 'application/json' }])
  })

  test.each(['127.0.0.1', 'localhost'])('come over http from %s', async (host) => {
    const { fetch } = await endpoint((_req, res) => res.end(SET))
    expect(await fetch(host)).toEqual(KEYS)
  })

  test('come with a byte order mark, in chunks, and of any content type', async () => {
    const { fetch } = await endpoint((_req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/plain' }).write('\ufeff')
      for (const character of SET) res.write(character)
      res.end()
    })
    expect(await fetch()).toEqual(KEYS)
  })

  test('come in up to 256 KiB', async () => {
    const { fetch } = await endpoint((_req, res) => res.end(SET.padEnd(MOST_BYTES)))
    expect(await fetch()).toEqual(KEYS)
  })
})

describe('is refused, although there is a set in it:', () => {
  test.each<[string, RequestListener, string]>([
    ['one byte over 256 KiB', (_req, res) => res.end(SET.padEnd(MOST_BYTES + 1)), 'more than 262144 bytes'],
    ['201', (_req, res) => res.writeHead(201).end(SET), 'answers 201 instead of 200'],
    ['300', (_req, res) => res.writeHead(300).end(SET), 'redirects (300)'],
    ['400', (_req, res) => res.writeHead(400).end(SET), 'answers 400 instead of 200'],
    ['500', (_req, res) => res.writeHead(500).end(SET), 'answers 500 instead of 200'],
    [
      'bytes that are not UTF-8',
      (_req, res) => res.end(Buffer.from(`{"\xff":1,${SET.slice(1)}`, 'latin1')),
      'not JSON',
    ],
    ['a text', (_req, res) => res.end(JSON.stringify(SET)), 'no list of "keys"'],
    ['a list', (_req, res) => res.end(`[${SET}]`), 'no list of "keys"'],
    ['keys behind __proto__', (_req, res) => res.end(`{"__proto__":${SET}}`), 'no list of "keys"'],
  ])('%s', async (_, answer, reason) => {
    const { fetch, isAlone } = await endpoint(answer)
    await expect(fetch()).rejects.toThrow(reason)
    await isAlone()
  })

  test('a whole set in a body that goes on until the deadline', async () => {
    const server = createServer((_req, res) => {
      res.socket?.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${SET}`)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const fetch = fetchMembers({ uri: `http://127.0.0.1:${port}/`, timeout: 0.3 })
    await expect(fetch).rejects.toThrow('does not answer in full within 0.3 s')
  })

  test('the beginning of a set, behind which the connection speaks no HTTP', async () => {
    const { fetch } = await endpoint((_req, res) => {
      res.socket?.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n${SET.slice(0, 4)}\r\nX`)
    })
    await expect(fetch()).rejects.toThrow('closes the connection before its answer is complete')
  })

  test('a redirect, which is not followed', async () => {
    const paths: (string | undefined)[] = []
    const { fetch, isAlone } = await endpoint((req, res) => {
      paths.push(req.url)
      if (req.url === '/jwks') res.writeHead(302, { Location: '/elsewhere' }).end(SET)
      else res.end(SET)
    })
    const problem = { name: 'JwksProblem', message: expect.stringContaining('redirects (302)') }
    await expect(fetch()).rejects.toMatchObject(problem)
    expect(paths).toEqual(['/jwks'])
    await isAlone()
  })
})

describe('http to a host that is not loopback', () => {
  const fetch = (uri: string, insecureHttp?: boolean) => fetchMembers({ uri, timeout: 10, insecureHttp })

  test.each([undefined, false])('is refused where insecureHttp is %s', async (insecureHttp) => {
    await expect(fetch('http://keycloak.invalid/jwks', insecureHttp)).rejects.toThrow('is no https address')
  })

  test('is used where insecureHttp is true', async () => {
    await expect(fetch('http://keycloak.invalid/jwks', true)).rejects.toThrow('cannot resolve')
  })

  test('is all that insecureHttp allows', async () => {
    await expect(fetch('ftp://keycloak.invalid/jwks', true)).rejects.toThrow('is no https address')
  })
})

describe('no more is read than is needed of', () => {
  test.each<[string, number]>([
    ['a good answer', 200],
    ['a bad one', 404],
  ])('%s that never ends', async (_, status) => {
    const { fetch, isAlone } = await endpoint((_req, res) => {
      res.writeHead(status)
      const more = () => !res.destroyed && res.write(' '.repeat(65_536), more)
      more()
    })
    await expect(fetch()).rejects.toThrow()
    await isAlone()
  })
})

test('a failure says nothing of the answer', async () => {
  const { fetch } = await endpoint((_req, res) => res.end('{"keys":[{"d":"private'))
  const error = await fetch().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringContaining('not JSON') })
  expect((error as Error).cause).toBeUndefined()
  expect(String((error as Error).stack)).not.toContain('private')
})
