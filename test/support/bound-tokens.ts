import { type AsapDpopOptions, asapGuard } from 'asap-guard'
import { testDpopKey } from 'asap-guard/testing'
import express from 'express'
import { createJwt, SECRET } from './create-jwt.js'
import { SITE } from './help-desk.js'
import { serve } from './server.js'

/** The public address of the backend: a proxy removes its path. */
export const ADDRESS = 'https://api.example.com/desk'

/** The key of a widget, tokens that are bound to it, and proofs for `GET /widget/api/tickets`. */
export const key = testDpopKey()
export const bound = (claims = {}) => createJwt({ cnf: { jkt: key.thumbprint }, ...claims })
export const proofFor = (token: string, overrides: object = {}) =>
  key.createProof({ method: 'GET', url: `${ADDRESS}/widget/api/tickets`, token, ...overrides })

/** A backend whose routes are guarded, `/twice` by the same guard twice. */
export async function deskOf(dpop: AsapDpopOptions | undefined, options: object = {}) {
  const guard = asapGuard({
    domains: ['help.example.com'],
    secret: SECRET,
    ...(dpop && { dpop }),
    ...options,
  })
  const app = express()
  app.use('/widget/api', guard)
  app.use('/twice', guard, guard)
  app.use((req, res) => void res.json({ sub: guard.auth(req).payload.sub }))
  const server = await serve(app)
  const path = '/widget/api/tickets?page=2'
  const send = (headers: Record<string, string | readonly string[]>, method = 'GET', to = path) =>
    server.send({ path: to, method, headers: { Origin: SITE, ...headers } })
  return { guard, send }
}
