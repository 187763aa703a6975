import { z } from 'zod'
import type { AnyClaims, ClaimsSchema } from '../token/payload.js'
import { addsCheck, MOST_LISTED, type OneOrMore, type ShapeOf, secondsBetween, text } from './checks.js'
import { shownEntry } from './shown-entry.js'

/** Whose tokens are accepted. */
export interface IssuerOptions {
  /**
   * Accepted values of `iss`: a text or a list of up to 100. Default: with `jwksUri` it is required;
   * with other keys any issuer is accepted. `null` says in words that any will do.
   */
  readonly issuer?: OneOrMore<string> | null | undefined
  /**
   * Accepted values of `aud`, of which a token needs one: a text or a list of up to 100. Default: with
   * `jwksUri` it is required; with other keys any audience is accepted. `null` says in words that any
   * will do.
   */
  readonly audience?: OneOrMore<string> | null | undefined
}

/** What a token must say. */
export interface ClaimOptions<Claims extends ClaimsSchema = AnyClaims> {
  /**
   * Schema that the payload must satisfy, of zod or any other library with Standard Schema
   * (https://standardschema.dev). It types `guard.auth(req).payload`. An asynchronous one has 5 seconds.
   * Default: any object.
   */
  readonly claims?: Claims | undefined
  /** Longest life a token may have, in seconds, 1 to 86400. Default: 600. */
  readonly maxLifetime?: number | undefined
  /** How far the clocks of signer and guard may be apart, in seconds, 0 to 300. Default: 5. */
  readonly clockTolerance?: number | undefined
  /**
   * Name of the claim that binds a token to its site: a text or list in the grammar of `domains`, which
   * the calling origin must match. It is asked for in calls from `domains`. Default: tokens are not
   * bound.
   */
  readonly domainClaim?: string | undefined
}

export const issuerShape = {
  issuer: addsCheck(z.custom<OneOrMore<string> | null>().transform(acceptedValues)),
  audience: addsCheck(z.custom<OneOrMore<string> | null>().transform(acceptedValues)),
} satisfies ShapeOf<IssuerOptions>

const NO_SCHEMA = 'must be a schema of zod, Valibot, ArkType or another library with Standard Schema'

export const claimShape = {
  claims: addsCheck(z.custom<ClaimsSchema>(isSchema, NO_SCHEMA)),
  maxLifetime: secondsBetween(1, 86_400).default(600),
  clockTolerance: secondsBetween(0, 300).default(5),
  domainClaim: addsCheck(text),
} satisfies ShapeOf<ClaimOptions<ClaimsSchema>>

/** https://standardschema.dev/schema; the schemas of ArkType are functions. */
function isSchema(value: unknown): boolean {
  const { '~standard': standard } = Object(value)
  return typeof standard?.validate === 'function'
}

const TEXTS =
  'must be a text, a list of texts, or null for any: an empty one or a pattern would check nothing'
const SPACE = 'has white space around it: remove it'
const LIST_IN_TEXT = 'is a list in one text: give a list of texts, as in text.split(",")'

/** A list of accepted values; `undefined` for any. */
function acceptedValues(option: unknown, context: z.RefinementCtx): readonly string[] | undefined {
  if (option === null) return undefined
  const values: readonly unknown[] = Array.isArray(option) ? option : [option]
  const report = (message: string, path: readonly number[] = []) =>
    // Stryker disable next-line StringLiteral: only unknown options are told by their code.
    context.addIssue({ code: 'custom', message, path: [...path] })
  if (values.length === 0) report(TEXTS)
  if (values.length > MOST_LISTED) {
    report(`must list at most ${MOST_LISTED}`)
    return undefined
  }
  for (const [index, value] of values.entries()) {
    const problem = valueProblem(value) ?? (Array.isArray(option) ? undefined : listProblem(value as string))
    if (problem !== undefined) report(problem, Array.isArray(option) ? [index] : [])
  }
  return values as readonly string[]
}

function valueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return TEXTS
  return value === value.trim() ? undefined : `${shownEntry(value)} ${SPACE}`
}

/** A value with a comma in it is accepted in a list. */
function listProblem(value: string): string | undefined {
  const parts = value.split(',')
  if (parts.length === 1 || parts.some((part) => part.trim() === '')) return undefined
  return `${shownEntry(value)} ${LIST_IN_TEXT}`
}
