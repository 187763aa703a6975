import type { RequestHandler } from 'express'

/**
 * What keeps a page of the back office to itself: scripts, styles and images from its own files alone, no
 * frame around it (clickjacking), nothing stored. `inlineScripts` are the hashes of the scripts that stand in
 * a page.
 */
export function pageHeaders(inlineScripts: readonly string[]): RequestHandler {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${inlineScripts.join(' ')}`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

  return (_req, res, next) => {
    res.set({
      'Content-Security-Policy': policy,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    next()
  }
}
