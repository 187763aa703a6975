import { join } from 'node:path'
import express, { type Express } from 'express'
import { renderPage } from './page.js'
import { mintToken } from './token.js'

/** Stands in for a login: a real site would mint for the user of the session, and answer 401 without one. */
const signedInUser = { email: 'sam@fern-and-field.example', firstName: 'Sam', lastName: 'Rivera' }

const anHour = 60 * 60_000

/** A customer of the help desk: an approved site with the widget on its page, and a server that mints its users' tokens. */
export function createCustomerSite({ helpDesk, secret }: { helpDesk: string; secret: string }): Express {
  const app = express()
  const freshToken = () => mintToken(signedInUser, secret)
  const expiredToken = () => mintToken(signedInUser, secret, Date.now() - anHour)

  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  // No CORS headers here: of all pages in a browser, only this site's own can read its users' tokens.
  app.get('/asap-token', (_req, res) => res.json({ token: freshToken() }))
  app.get('/asap-token/expired', (_req, res) => res.json({ token: expiredToken() }))

  app.get('/', (_req, res) => res.send(renderPage('customer-site', { helpDesk })))
  // A sandboxed page has no origin, so it cannot fetch a token from this server: it is handed one with the page.
  app.get('/sandboxed', (_req, res) => res.send(renderPage('sandboxed', { helpDesk, token: freshToken() })))

  app.use(express.static(join(import.meta.dirname, 'public/customer-site')))
  app.use(express.static(join(import.meta.dirname, 'public/shared')))
  return app
}
