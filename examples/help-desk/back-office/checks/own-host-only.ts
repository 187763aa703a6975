import type { RequestHandler } from 'express'
import { sendProblem } from '../../backend/problem.js'

/**
 * Serves the back office under its own host alone. Cookies do not tell ports apart: under `localhost` the
 * browser would send the session to the rogue site too, which is another port of it. And a stranger's name
 * that was made to point to this machine (DNS rebinding) is turned away.
 */
export function ownHostOnly(url: string): RequestHandler {
  const { host } = new URL(url)
  return (req, res, next) => {
    if (req.headers.host === host) return next()
    if (req.method === 'GET') return res.redirect(`${url}/admin`)
    sendProblem(res, 421, `The back office is at ${url}/admin.`)
  }
}
