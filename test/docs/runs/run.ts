import { asapGuard } from 'asap-guard'
import express, { type Express } from 'express'
import { expect, type TestContext } from 'vitest'
import { createJwt, SECRET } from '../../support/create-jwt.js'
import { serve, type TestAnswer, type TestRequest } from '../../support/server.js'
import type { Block } from '../markdown.js'
import { runBlock, type Surroundings } from '../run-block.js'

/** Runs a block and shows that it does what the page says. */
export type Run = (block: Block, context: TestContext) => Promise<void> | void
/** By the id of the block. */
export type Runs = Readonly<Record<string, Run>>

export const SITE = 'https://help.example.com'
export const EVIL = 'https://evil.example'
export const domains = ['help.example.com']
export const env = { ASAP_SECRET: SECRET, ASAP_DOMAINS: 'help.example.com,*.example.org' }

/** What the pages' fragments take for granted. */
export const given = (): Record<string, unknown> => ({
  app: express(),
  asapGuard,
  express,
  guard: asapGuard({ domains, secret: SECRET }),
  secret: SECRET,
})

/** Runs a block that stands alone. */
export const whole = (block: Block, surroundings?: Surroundings) => runBlock(block, { env, ...surroundings })

/** Runs a fragment, and gives what it declares beside what it was given. */
export async function fragment(block: Block, extra: Readonly<Record<string, unknown>> = {}) {
  const all = { ...given(), ...extra }
  const missing = Object.entries(all).filter(([name]) => !declares(block, name))
  const declared = await runBlock(block, { env, given: Object.fromEntries(missing) })
  return { ...all, ...declared } as Awaited<ReturnType<typeof runBlock>>
}

const declares = ({ code }: Block, name: string) =>
  new RegExp(`^(?:const|import)\\b[^=']*\\b${name}\\b`, 'm').test(code)

/** The headers of a call from an approved site with a good token, but for what is given. */
export const headers = (claims: Parameters<typeof createJwt>[0] = {}, more: TestRequest['headers'] = {}) => ({
  Origin: SITE,
  Authorization: `Bearer ${createJwt(claims)}`,
  ...more,
})

export async function send(app: Express, request: TestRequest): Promise<TestAnswer> {
  return (await serve(app)).send(request)
}

/** Sends one request, and compares status and, where they are given, code or JSON body. */
export async function expectAnswer(
  app: Express,
  request: TestRequest,
  status: number,
  said?: string | object,
): Promise<TestAnswer> {
  const answer = await send(app, request)
  expect([answer.status, answer.body]).toEqual([status, expect.anything()])
  if (typeof said === 'string') expect(answer.code).toBe(said)
  if (typeof said === 'object') expect(JSON.parse(answer.body)).toEqual(said)
  return answer
}
