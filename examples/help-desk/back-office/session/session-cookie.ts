import type { CookieOptions, Request, Response } from 'express'
import { SESSION_LIFETIME } from './sessions.js'

const NAME = 'admin_session'

/**
 * No script can read it, and no other site's page can have it sent. Over https it would be `secure` as well,
 * and its name `__Host-admin_session`; on a loopback address not every browser takes such a cookie.
 */
const attributes: CookieOptions = { httpOnly: true, sameSite: 'strict', path: '/admin' }

export function setSessionCookie(res: Response, session: string): void {
  res.cookie(NAME, session, { ...attributes, maxAge: SESSION_LIFETIME })
}

export function clearSessionCookie(res: Response): void {
  res.clearCookie(NAME, attributes)
}

export function sessionOf(req: Request): string | undefined {
  const pairs = req.headers.cookie?.split('; ') ?? []
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1)
}
