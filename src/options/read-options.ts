import { z } from 'zod'
import { type DomainsResult, safeParseDomains } from '../domains/domains.js'
import { AsapConfigError, type ConfigIssue } from '../errors.js'
import { ALGORITHMS } from '../keys/algorithms.js'
import { jwksKeys } from '../keys/jwks/jwks-keys.js'
import { isHttpsOrLoopback } from '../loopback.js'
import { nearMiss } from '../near-miss.js'
import type { ClaimsSchema } from '../token/payload.js'
import { copyOptions } from './copy-options.js'
import { readKeyOptions } from './key-options.js'
import type { AsapPolicyOptions } from './option-types.js'

export const seconds = (min: number, max: number) => {
  const message = `must be a number of seconds from ${min} to ${max}`
  return z.number(message).min(min, message).max(max, message)
}
const boolean = z.boolean('must be true or false')
const text = z.string('must be a text').min(1, 'must not be empty')
const oneOf = <Key extends keyof AsapPolicyOptions>(_key: Key) =>
  z
    .custom<NonNullable<AsapPolicyOptions[Key]>>((value) => typeof value === 'function', 'must be a function')
    .optional()

const TEXTS =
  'must be a text, a list of texts, or null for any: an empty one or a pattern would check nothing'

const texts = z
  .union([z.null(), text.transform((one) => [one]), z.array(text).min(1, TEXTS)], TEXTS)
  .optional()

/** A method or header name (RFC 9110 §5.6.2) but `*`, which means "every" in CORS. */
const httpName = z
  .string('must be a text')
  .regex(/^[!#$%&'+.^_`|~0-9A-Za-z-]+$/, 'must be a plain name; "*" is not accepted')
const httpNames = z.array(httpName, 'must be a list of names')

const cors = z.strictObject(
  {
    methods: httpNames
      .min(1, 'must name a method')
      .default(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE']),
    allowedHeaders: httpNames.optional(),
    exposedHeaders: httpNames.default([]),
    maxAge: seconds(0, 86_400).int('must be a whole number of seconds').default(600),
  },
  'must be false or an object',
)

export const WEEK = 7 * 24 * 3600

const jwks = z.strictObject(
  {
    maxAge: seconds(1, WEEK).default(600),
    staleFor: seconds(0, WEEK).default(3600),
    cooldown: seconds(1, WEEK).default(30),
    timeout: seconds(0.1, 60).default(5),
  },
  'must be an object',
)

const withoutOrigin = z.strictObject(
  {
    claim: text,
    equals: z.union([text, z.number(), z.boolean()], 'must be a text, a number, true or false'),
  },
  'must be { claim, equals }',
)

const CACHE_SIZE = 'must be a whole number from 1 to 1000000, or false'

/** The shape of the options. Domains and keys, which depend on each other, are read apart. */
export const options = z.strictObject({
  domains: z.unknown().optional(),
  selfOrigin: z
    .string('must be a text')
    .refine(isOwnOrigin, 'must be an origin such as "https://desk.example.com"')
    .optional(),
  secret: z.unknown().optional(),
  publicKey: z.unknown().optional(),
  jwksUri: z.unknown().optional(),
  jwks: jwks.prefault({}),
  algorithms: z
    .array(z.enum(ALGORITHMS, `must be one of ${ALGORITHMS.join(', ')}`), 'must be a list, such as ["RS256"]')
    .min(1, 'must name an algorithm')
    .optional(),
  issuer: texts,
  audience: texts,
  claims: z
    .custom<ClaimsSchema>(
      (value) => value instanceof Object && '~standard' in value,
      'must be a schema of zod, Valibot, ArkType or another library with Standard Schema',
    )
    .optional(),
  maxLifetime: seconds(1, 86_400).default(600),
  clockTolerance: seconds(0, 300).default(5),
  domainClaim: text.optional(),
  withoutOrigin: withoutOrigin.optional(),
  getToken: oneOf('getToken'),
  isRevoked: oneOf('isRevoked'),
  cors: z.unknown().transform(corsOrFalse).prefault({}),
  reportOnly: boolean.default(false),
  onDeny: oneOf('onDeny'),
  tokenCache: z
    .union([z.literal(false), z.int().min(1, CACHE_SIZE).max(1_000_000, CACHE_SIZE)], CACHE_SIZE)
    .default(1000),
  allowInternalHosts: boolean.default(false),
})

/** Validated here rather than in a union, whose issues would not say which member of `cors` is wrong. */
function corsOrFalse(value: unknown, context: z.RefinementCtx) {
  if (value === false) return undefined
  const result = cors.prefault({}).safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues)
    context.issues.push({ ...issue, input: undefined } as z.core.$ZodRawIssue)
  return z.NEVER
}

function isOwnOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return isHttpsOrLoopback(url) && url.origin === origin && !url.hostname.includes('*')
}

/** What a guard works with: every option checked, copied and frozen, in one shape; times in milliseconds. */
export type Settings = ReturnType<typeof readOptions>

/**
 * Reads the options of one tenant.
 *
 * @throws {AsapConfigError} with every problem at once, and nothing secret in it.
 */
export function readOptions(input: unknown, keySet = jwksKeys) {
  const copy = copyOptions(input)
  const parsed = options.safeParse(copy)
  const domains = readDomains(copy)
  const keys = readKeyOptions(copy, (uri, algorithms) =>
    keySet({ uri, algorithms, ...jwks.parse(copy.jwks ?? {}) }),
  )
  if (!parsed.success || !domains.success || keys.issues.length > 0) {
    throw new AsapConfigError([
      ...(domains.success ? [] : domains.issues),
      ...keys.issues,
      ...(parsed.error?.issues.flatMap((issue) => configIssues(issue, Object.keys(options.shape))) ?? []),
    ])
  }
  const { data } = parsed
  // Member by member: V8 gives a copy made by spreading a layout of its own, and with many tenants each look at it is slow.
  return Object.freeze({
    domains: domains.data,
    selfOrigin: data.selfOrigin,
    // What the keys were read from is not kept.
    keys: keys.keys(),
    issuer: data.issuer ?? undefined,
    audience: data.audience ?? undefined,
    claims: data.claims,
    maxLifetime: data.maxLifetime * 1000,
    clockTolerance: data.clockTolerance * 1000,
    domainClaim: data.domainClaim,
    withoutOrigin: data.withoutOrigin,
    nativeApps: data.withoutOrigin !== undefined,
    getToken: data.getToken,
    isRevoked: data.isRevoked,
    cors: data.cors && {
      methods: data.cors.methods.join(', '),
      allowedHeaders: data.cors.allowedHeaders?.join(', '),
      exposedHeaders: data.cors.exposedHeaders,
      maxAge: data.cors.maxAge,
    },
    reportOnly: data.reportOnly,
    onDeny: data.onDeny,
    tokenCache: data.tokenCache,
    allowInternalHosts: data.allowInternalHosts,
  })
}

/** The whitelist among the options, its problems with their places in the options. */
export function readDomains(copy: Readonly<Record<string, unknown>>): DomainsResult {
  const result = safeParseDomains(copy.domains, { allowInternalHosts: copy.allowInternalHosts === true })
  if (result.success) return result
  return {
    success: false,
    issues: result.issues.map((issue) => ({ ...issue, path: ['domains', ...issue.path] })),
  }
}

const KNOWN_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  cors: Object.keys(cors.shape),
  jwks: Object.keys(jwks.shape),
  withoutOrigin: Object.keys(withoutOrigin.shape),
}

/** What a person reads of an issue. `known` are the names of the options that it may be about. */
export function configIssues(issue: z.core.$ZodIssue, known: readonly string[]): ConfigIssue[] {
  const path = issue.path as (string | number)[]
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  const names = KNOWN_MEMBERS[path.join('.')] ?? known
  return issue.keys.map((key, index) => ({
    path: [...path, key],
    message: 'is not an option',
    suggestion: index < MOST_SUGGESTIONS ? nearMiss(key, names) : undefined,
  }))
}

/** More misspelt options than there are options are not misspelt ones. */
const MOST_SUGGESTIONS = 30
