import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { asapGuard } from 'asap-guard'
import type { RequestHandler } from 'express'
import jsonwebtoken from 'jsonwebtoken'
import { answer } from './child.js'
import { type Exchange, exchange, fresh } from './requests.js'
import { DOMAINS, mint, ORIGIN, SECRET } from './tokens.js'

export interface InProcess {
  /** What was called, and how long each round took for one call. */
  readonly microseconds: readonly (readonly [name: string, rounds: readonly number[]])[]
  readonly names: typeof NAMES
}

const NAMES = {
  known: 'asap-guard, token seen before',
  fresh: 'asap-guard, token never seen',
  raw: 'raw HMAC + JSON.parse',
  verify: 'jsonwebtoken.verify, KeyObject',
} as const

/** Makes the inputs of a batch, and gives what is to be timed: a loop over them, and how many of them came through. */
type Subject = (batch: number) => () => number

const key = createSecretKey(Buffer.from(SECRET))
const EVIL = 'https://evil.example'

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
      if (JSON.parse(Buffer.from(token.slice(token.indexOf('.') + 1, end), 'base64url').toString()).sub) good++
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

/** A middleware that gets requests, and whether it lets them through. */
function guarding(guard: RequestHandler, passes: boolean, request: () => Exchange): Subject {
  return (batch) => {
    const exchanges = Array.from({ length: batch }, request)
    return () => {
      let through = 0
      const next = () => {
        through++
      }
      for (const { req, res } of exchanges) guard(req, res, next)
      return passes ? through : batch - through
    }
  }
}

function subjects(asExpress: boolean): readonly (readonly [name: string, subject: Subject])[] {
  const guard = asapGuard({ domains: DOMAINS, secret: SECRET })
  const sameHeaders: RequestHandler = (req, res, next) => {
    res.setHeader('Vary', 'Origin')
    res.setHeader('Access-Control-Allow-Origin', req.headers.origin as string)
    next()
  }
  const from = (origin: string, token: string) => exchange({ origin, token: fresh(token) }, {}, asExpress)
  const known = Array.from({ length: 100 }, newToken)
  const expired = Array.from({ length: 100 }, (_, user) => mint(user, { secondsLeft: -60 }))
  let turn = 0
  const oneOf = (tokens: readonly string[]) => tokens[turn++ % tokens.length] as string
  return [
    [NAMES.raw, rawHmac],
    [NAMES.verify, verify],
    ['floor: the same headers, no check', guarding(sameHeaders, true, () => from(ORIGIN, oneOf(known)))],
    [NAMES.known, guarding(guard, true, () => from(ORIGIN, oneOf(known)))],
    [NAMES.fresh, guarding(guard, true, () => from(ORIGIN, newToken()))],
    ['asap-guard refuses an unlisted origin', guarding(guard, false, () => from(EVIL, oneOf(known)))],
    ['asap-guard refuses an expired token', guarding(guard, false, () => from(ORIGIN, oneOf(expired)))],
    ['asap-guard refuses 9 KiB of token', guarding(guard, false, () => from(ORIGIN, 'x'.repeat(9216)))],
  ]
}

interface Message {
  readonly rounds: number
  readonly batch: number
  readonly asExpress: boolean
}

/** Processor time rather than time: it leaves out what other programs did meanwhile, and counts the garbage collector. */
answer(({ rounds, batch, asExpress }: Message): InProcess => {
  const measured = subjects(asExpress).map(([name, subject]) => ({ name, subject, microseconds: [] as number[] }))
  const warmUp = Math.ceil(5000 / batch)
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const { name, subject, microseconds } of round % 2 ? measured : measured.toReversed()) {
      const run = subject(batch)
      const before = process.cpuUsage()
      const good = run()
      const { user, system } = process.cpuUsage(before)
      if (good !== batch) throw new Error(`${name}: ${batch - good} of ${batch} calls went wrong`)
      if (round >= warmUp) microseconds.push((user + system) / batch)
    }
  }
  return { microseconds: measured.map(({ name, microseconds }) => [name, microseconds]), names: NAMES }
})
