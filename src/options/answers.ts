import type { AsapGuardError } from '../errors.js'
import { functionOf, type ShapeOf } from './checks.js'
import type { NextFunction, Request, Response } from './requests.js'

/** How a refusal is answered. */
export interface AnswerOptions {
  /**
   * Answers a refusal in place of the guard; `(error, _req, _res, next) => next(error)` hands it to
   * Express. It cannot let the request through. Default: `application/problem+json`.
   */
  readonly onDeny?:
    | ((error: AsapGuardError, req: Request, res: Response, next: NextFunction) => unknown)
    | undefined
}

export const answerShape = {
  onDeny: functionOf<NonNullable<AnswerOptions['onDeny']>>().optional(),
} satisfies ShapeOf<AnswerOptions>
