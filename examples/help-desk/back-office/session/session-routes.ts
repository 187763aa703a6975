import express, { type Router } from 'express'
import { sendProblem } from '../../backend/problem.js'
import { clearSessionCookie, sessionOf, setSessionCookie } from './session-cookie.js'
import type { Sessions } from './sessions.js'

/** Signing in and out. `onSignIn` is told when a code was used, so that it can show the next one. */
export function sessionRoutes(sessions: Sessions, onSignIn: () => void): Router {
  const routes = express.Router()

  routes.post('/', express.json({ limit: '1kb' }), (req, res) => {
    const session = sessions.open(String(req.body?.code))
    if (session === undefined) return sendProblem(res, 403, 'This link was used before, or is not complete.')
    setSessionCookie(res, session)
    res.sendStatus(204)
    onSignIn()
  })

  routes.delete('/', (req, res) => {
    sessions.close(sessionOf(req))
    clearSessionCookie(res)
    res.sendStatus(204)
  })

  return routes
}
