import type { RequestHandler } from 'express'
import { sendProblem } from '../../backend/problem.js'

/**
 * Lets in what changes something only from a page of the back office itself (CSRF). The cookie's SameSite is
 * not enough alone: to it, every subdomain is the same site. `Origin` tells them apart; browsers send it with
 * every such request, and no page can change it. Asking for JSON besides keeps out what an HTML form can
 * send.
 */
export function ownPageOnly(origin: string): RequestHandler {
  return (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next()
    if (req.headers.origin !== origin) return sendProblem(res, 403, 'This request comes from another site.')
    if (!req.is('application/json')) return sendProblem(res, 415, 'Send JSON.')
    next()
  }
}
