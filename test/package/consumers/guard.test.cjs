const { once } = require('node:events')
const { asapGuard } = require('asap-guard')
const { startTestJwks, testSecret } = require('asap-guard/testing')
const express = require('express')

const domains = ['help.example.com']
let jwks, server

beforeAll(async () => {
  jwks = await startTestJwks()
  const guard = asapGuard({ domains, jwksUri: jwks.jwksUri, issuer: null, audience: null })
  const app = express().use(guard)
  app.get('/', (req, res) => res.json({ email: guard.auth(req).payload.email }))
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await jwks.close()
})

async function call(token) {
  const headers = { Origin: 'https://help.example.com', Authorization: `Bearer ${token}` }
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`, { headers })
  return { status: response.status, ...(await response.json()) }
}

test('a token of the JWKS is let in', async () => {
  expect(await call(jwks.createToken())).toEqual({ status: 200, email: 'user@example.com' })
})

test('a token of another key is refused', async () => {
  expect(await call(testSecret().createToken())).toMatchObject({ status: 401, code: 'token_algorithm' })
})
