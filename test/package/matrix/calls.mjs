import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'

const OWN = 'https://help.example.com'
const ROGUE = 'https://evil.example'

/** Guards an app with what a run-time loaded, calls it, and prints what each call is answered. */
export async function printAnswers({ express, asapGuard, testing }) {
  const { headersFrom, startTestJwks, testDpopKey, testSecret } = testing
  const { secret, createToken } = testSecret()
  const jwks = await startTestJwks()
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address()
  const url = `http://127.0.0.1:${port}`

  const domains = ['help.example.com']
  const guard = asapGuard({ domains, secret, dpop: { url } })
  const app = express()
  app.use('/secret', guard)
  app.use('/jwks', asapGuard({ domains, jwksUri: jwks.jwksUri, issuer: null, audience: null }))
  app.get(['/secret', '/jwks'], (req, res) => {
    res.json({ email: req.auth.payload.email })
  })
  server.on('request', app)
  server.on(
    'upgrade',
    guard.upgrade((_req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')),
  )

  async function call(name, path, headers, method = 'GET') {
    const response = await fetch(url + path, { method, headers })
    const { email, code } = method === 'GET' ? await response.json() : {}
    const said = email ?? code ?? response.headers.get('access-control-allow-origin')
    console.log(`${name}: ${response.status} ${said}`)
  }
  const token = createToken()
  await call('an approved call', '/secret', headersFrom(OWN, { token }))
  await call('an unlisted site', '/secret', headersFrom(ROGUE, { token }))
  await call('no token', '/secret', headersFrom(OWN))
  const preflight = { ...headersFrom(OWN), 'Access-Control-Request-Method': 'GET' }
  await call('a preflight', '/secret', preflight, 'OPTIONS')
  await call('a token of the key set', '/jwks', headersFrom(OWN, { token: jwks.createToken() }))
  await call('a token of no key in the set', '/jwks', headersFrom(OWN, { token }))

  const key = testDpopKey()
  const bound = createToken({ cnf: { jkt: key.thumbprint } })
  const proof = key.createProof({ url: `${url}/secret`, token: bound })
  await call('a bound token and its proof', '/secret', headersFrom(OWN, { token: bound, proof }))
  await call('a proof that is used again', '/secret', headersFrom(OWN, { token: bound, proof }))

  /** Neither browsers' WebSocket nor fetch can make a handshake from another site. */
  async function shakeHands(name, origin) {
    const socket = connect(port, '127.0.0.1')
    const fields = {
      Host: '127.0.0.1',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      ...headersFrom(origin, { token }),
    }
    const lines = Object.entries(fields).map(([field, value]) => `${field}: ${value}`)
    socket.write(['GET /chat HTTP/1.1', ...lines, '', ''].join('\r\n'))
    const [answer] = await once(socket, 'data')
    console.log(`${name}: ${String(answer).split(' ')[1]}`)
    socket.destroy()
  }
  await shakeHands('a handshake', OWN)
  await shakeHands('a handshake of an unlisted site', ROGUE)

  server.closeAllConnections()
  server.close()
  await jwks.close()
}
