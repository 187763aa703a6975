// The customer's server: it knows who is signed in, and signs a short-lived token for that user.
import { readFileSync } from 'node:fs'
import express from 'express'
import jwt from 'jsonwebtoken'

const app = express()
app.get('/help-token', (_req, res) => {
  // A real shop takes the user from its session, and answers 401 without one.
  const user = { email: 'sam@example.com' }
  const token = jwt.sign(user, process.env.ASAP_SECRET, { expiresIn: '5m' })
  res.set('Cache-Control', 'no-store').json({ token })
})

const page = readFileSync(new URL('page.html', import.meta.url), 'utf8')
const helpDesk = `http://localhost:${process.env.PORT ?? 3000}`
app.get('/', (_req, res) => {
  res.send(page.replace('HELP_DESK', helpDesk))
})

// The same page twice: on the approved site, and on one that nobody approved.
const port = Number(process.env.SHOP_PORT ?? 3001)
const otherPort = Number(process.env.OTHER_PORT ?? 3002)
app.listen(port, '127.0.0.1')
app.listen(otherPort, '127.0.0.1')
export const approved = `http://localhost:${port}`
export const copied = `http://localhost:${otherPort}`
