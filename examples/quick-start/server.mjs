// The help desk's backend: its API stands behind the guard.

import { asapGuard } from 'asap-guard'
import express from 'express'

const guard = asapGuard({
  domains: process.env.ASAP_DOMAINS?.split(','), // the approved sites, 1 to 5
  secret: process.env.ASAP_SECRET, // what the customer's server signs tokens with
})

const app = express()
app.use('/widget/api', guard) // first: before body parsers and routes
app.get('/widget/api/tickets', (req, res) => {
  const { payload, domain } = guard.auth(req) // who is calling, and from which approved domain
  res.json({ user: payload.email, domain, tickets: ['My fern arrived without its pot'] })
})

const port = Number(process.env.PORT ?? 3000)
app.listen(port, '127.0.0.1')
export const address = `http://localhost:${port}`
