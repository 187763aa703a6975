import { once } from 'node:events'
import { asapGuard } from 'asap-guard'
import { startTestJwks, testSecret } from 'asap-guard/testing'
import express from 'express'

const { secret, createToken } = testSecret()
const jwks = await startTestJwks()
const domains = ['help.example.com']
const app = express()
app.use('/secret', asapGuard({ domains, secret }))
app.use('/jwks', asapGuard({ domains, jwksUri: jwks.jwksUri, issuer: null, audience: null }))
app.get(['/secret', '/jwks'], (req, res) => res.json({ email: req.auth.payload.email }))
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')

async function call(path, origin, token) {
  const headers = { Origin: origin, Authorization: `Bearer ${token}` }
  const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers })
  const { email, code } = await response.json()
  console.log(path, response.status, email ?? code)
}
await call('/secret', 'https://help.example.com', createToken())
await call('/secret', 'https://evil.example', createToken())
await call('/jwks', 'https://help.example.com', jwks.createToken())
await call('/jwks', 'https://help.example.com', createToken())

server.closeAllConnections()
server.close()
await jwks.close()
