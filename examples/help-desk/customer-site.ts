import { join } from 'node:path'
import express, { type Express } from 'express'
import { renderPage } from './page.js'
import { mintToken } from './token.js'

/** Stands in for a login: a real site would mint for the user of the session, and answer 401 without one. */
const signedInUser = { email: 'sam@fern-and-field.example', firstName: 'Sam', lastName: 'Rivera' }

const anHour = 60 * 60_000

interface CustomerSite {
  helpDesk: string
  tenant: string
  secret: string
  name: string
  heading: string
  /** The address of this site, and of the customer's other one. */
  self: string
  other: string
}

/** A site of a customer: approved, with the widget on its page and a server that mints its users' tokens. */
export function createCustomerSite({ secret, self, other, ...page }: CustomerSite): Express {
  const app = express()
  const token = (site: string, issuedAt?: number) => mintToken({ user: signedInUser, site, secret, issuedAt })
  const freshToken = () => token(new URL(self).host)

  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  // No CORS headers here: of all pages in a browser, only this site's own can read its users' tokens.
  app.get('/asap-token', (_req, res) => res.json({ token: freshToken() }))
  app.get('/asap-token/expired', (_req, res) =>
    res.json({ token: token(new URL(self).host, Date.now() - anHour) }),
  )
  // Minted by the customer's other site, for that one. How it got here is not the guard's concern: tokens leak.
  app.get('/asap-token/other-site', async (_req, res) =>
    res.json(await (await fetch(`${other}/asap-token`)).json()),
  )
  // Convenient and careless: good on every site of this machine, as "*.example.com" would be on every subdomain.
  app.get('/asap-token/any-site', (_req, res) => res.json({ token: token('localhost:*') }))

  app.get('/', (_req, res) => res.send(renderPage('customer-site', { ...page, other })))
  // A sandboxed page has no origin, so it cannot fetch a token from this server: it is handed one with the page.
  app.get('/sandboxed', (_req, res) => res.send(renderPage('sandboxed', { ...page, token: freshToken() })))

  app.use(express.static(join(import.meta.dirname, 'public/customer-site')))
  app.use(express.static(join(import.meta.dirname, 'public/shared')))
  return app
}
