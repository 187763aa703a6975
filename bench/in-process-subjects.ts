import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { asapGuard } from 'asap-guard'
import type { RequestHandler } from 'express'
import jsonwebtoken from 'jsonwebtoken'
import { FLOOR, KNOWN, NEW, REFUSES_EXPIRED, REFUSES_UNLISTED, sameHeaders } from './contenders.js'
import { type Exchange, exchange, fresh } from './requests.js'
import { DOMAINS, mint, ORIGIN, SECRET, UNLISTED_ORIGIN } from './tokens.js'

/** A call whose cost is measured in process. */
export interface Subject {
  readonly name: string
  readonly prepare: Prepare
}

/** Makes the inputs of a batch, and gives what is to be timed: a loop over them, and how many of them came through. */
export type Prepare = (batch: number) => () => number | Promise<number>

export const RAW = 'raw HMAC + JSON.parse'
export const VERIFY = 'jsonwebtoken.verify, KeyObject'

const key = createSecretKey(Buffer.from(SECRET))

/** Tokens never seen: no two calls of this process get the same. */
let users = 0
const newToken = () => mint(users++)

function rawHmac(batch: number) {
  const tokens = Array.from({ length: batch }, newToken)
  return () => {
    let good = 0
    for (const token of tokens) {
      const end = token.lastIndexOf('.')
      const signature = createHmac('sha256', key).update(token.slice(0, end)).digest()
      if (!timingSafeEqual(signature, Buffer.from(token.slice(end + 1), 'base64url'))) continue
      if (JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url').toString()).sub)
        good++
    }
    return good
  }
}

function verify(batch: number) {
  const tokens = Array.from({ length: batch }, newToken)
  const options = { algorithms: ['HS256' as const] }
  return () => {
    let good = 0
    for (const token of tokens) if (jsonwebtoken.verify(token, key, options)) good++
    return good
  }
}

/** How long a batch may take before it is counted as refused, in milliseconds. */
const MOST_WAIT = 10_000

/** A middleware that gets requests, and whether it lets them through. */
export function guarding(guard: RequestHandler, passes: boolean, request: () => Exchange): Prepare {
  return (batch) => {
    const exchanges = Array.from({ length: batch }, request)
    return async () => {
      let through = 0
      const all = new Promise<void>((resolve, reject) => {
        const next = (error?: unknown) => {
          if (error) reject(error)
          through++
          if (through === batch) resolve()
        }
        for (const { req, res } of exchanges) guard(req, res, next)
      })
      // A refusal calls no `next`. It is answered when the promise of the check has settled.
      await (passes ? Promise.race([all, setTimeout(MOST_WAIT, undefined, { ref: false })]) : setImmediate())
      return passes ? through : batch - through
    }
  }
}

const guard = asapGuard({ domains: DOMAINS, secret: SECRET })

/** A hundred users, or their tokens, which come again and again. */
export function inTurn<User>(users: readonly User[]): () => User {
  let turn = 0
  return () => users[turn++ % users.length] as User
}

/** @param asExpress whether the requests and responses are such as Express makes of those of Node */
function middlewares(asExpress: boolean): readonly Subject[] {
  const from = (origin: string, token: string) => exchange({ origin, token: fresh(token) }, {}, asExpress)
  const known = inTurn(Array.from({ length: 100 }, newToken))
  const expired = inTurn(Array.from({ length: 100 }, (_, user) => mint(user, { secondsLeft: -60 })))
  const named: Readonly<Record<string, Prepare>> = {
    [FLOOR]: guarding(sameHeaders, true, () => from(ORIGIN, known())),
    [KNOWN]: guarding(guard, true, () => from(ORIGIN, known())),
    [NEW]: guarding(guard, true, () => from(ORIGIN, newToken())),
    [REFUSES_UNLISTED]: guarding(guard, false, () => from(UNLISTED_ORIGIN, known())),
    [REFUSES_EXPIRED]: guarding(guard, false, () => from(ORIGIN, expired())),
    'asap-guard refuses 9 KiB of token': guarding(guard, false, () => from(ORIGIN, 'x'.repeat(9216))),
  }
  return Object.entries(named).map(([name, prepare]) => ({
    name: asExpress ? `in Express: ${name}` : name,
    prepare,
  }))
}

export const subjects: readonly Subject[] = [
  { name: RAW, prepare: rawHmac },
  { name: VERIFY, prepare: verify },
  ...middlewares(false),
  ...middlewares(true),
]
