import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Response } from 'express'

/** An error as RFC 9457 has it: the form of the guard's own refusals, so that pages read one form only. */
export function sendProblem(res: Response, status: number, detail?: string, more?: object): void {
  res
    .status(status)
    .type('application/problem+json')
    .json({ title: STATUS_CODES[status], status, detail, ...more })
}

/**
 * The last handler of the app. Express's own would send an HTML page, outside production with the stack in
 * it.
 */
export const answerWithProblem: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  // Body parsers mark what the client did wrong, such as broken JSON; everything else is this server's fault.
  const status = error.status >= 400 && error.status < 500 ? error.status : 500
  if (status === 500) console.error(error)
  sendProblem(res, status)
}
