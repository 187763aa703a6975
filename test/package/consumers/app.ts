import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { AsapGuardError, type AsapGuardOptions, asapClaims, asapGuard } from 'asap-guard'
import { parseDomains } from 'asap-guard/domains'
import { startTestJwks, testSecret } from 'asap-guard/testing'
import express, { type Express } from 'express'

async function main(): Promise<void> {
  const { secret, createToken } = testSecret()
  const jwks = await startTestJwks()
  const domains: readonly string[] = parseDomains(['help.example.com'])
  const options: AsapGuardOptions = { domains, jwksUri: jwks.jwksUri, issuer: null, audience: null }
  const typed = asapGuard({ domains, secret, claims: asapClaims })
  const plain = asapGuard({ ...options, onDeny: (error, _req, _res, next) => next(error) })

  const app: Express = express()
  app.use('/frame', typed.embed)
  app.use('/secret', typed)
  app.get('/secret', (req, res) => {
    const { payload } = typed.auth(req)
    const email: string = payload.email
    // @ts-expect-error: the schema says nothing of this claim, and the payload is not `any`.
    const phone: string = payload.phone
    res.json({ email, phone })
  })
  app.use('/jwks', plain)
  app.get('/jwks', (req, res) => {
    // @ts-expect-error: without a schema, a claim can be anything.
    const email: string = plain.auth(req).payload.email
    res.json({ email })
  })
  app.use((error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    if (error instanceof AsapGuardError) res.status(error.status).json({ code: error.code })
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function call(path: string, origin: string, token: string): Promise<void> {
    const headers = { Origin: origin, Authorization: `Bearer ${token}` }
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
      headers,
    })
    const { email, code } = (await response.json()) as { email?: string; code?: string }
    console.log(path, response.status, email ?? code)
  }
  await call('/secret', 'https://help.example.com', createToken())
  await call('/secret', 'https://evil.example', createToken())
  await call('/jwks', 'https://help.example.com', jwks.createToken())
  await call('/jwks', 'https://help.example.com', createToken())

  server.closeAllConnections()
  server.close()
  await jwks.close()
}

main()

// @ts-expect-error: exactly one of `secret`, `publicKey` and `jwksUri` is given.
export const twoKeys: AsapGuardOptions = {
  domains: ['help.example.com'],
  secret: 'a secret',
  publicKey: 'a key',
}
