/**
 * What the compiler must say about the types. Nothing here runs: `tsc` checks it, and a line under `@ts-expect-error`
 * that compiles is an error.
 */
import type { KeyObject } from 'node:crypto'
import { type } from 'arktype'
import {
  type AnyClaims,
  type AsapAuth,
  type AsapDiagnosis,
  type AsapGuardErrorCode,
  type AsapGuardOptions,
  type AsapGuest,
  type AsapTenantOptions,
  asapClaims,
  asapGuard,
  type ClaimsSchema,
  checkOrigin,
  type Domain,
  type PayloadOf,
  parseDomains,
  safeParseDomains,
} from 'asap-guard'
import type { Request, RequestHandler } from 'express'
import express from 'express'
import * as v from 'valibot'
import { z } from 'zod'
import * as zodMini from 'zod/mini'
import { z as zod3 } from 'zod-3-25'
import { z as zod4Of3 } from 'zod-3-25/v4'
import * as zodMiniOf3 from 'zod-3-25/v4-mini'
import { z as zod41 } from 'zod-4-1'

type Equals<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false
const isTrue = <Answer extends true>(): Answer | undefined => undefined

declare const req: Request
declare const key: KeyObject
const domains = ['help.example.com']
const secret = process.env.ASAP_SECRET

export function payloads() {
  const plain = asapGuard({ domains, secret })
  isTrue<Equals<ReturnType<typeof plain.auth>['payload'], Record<string, unknown>>>()

  const schema = z.object({ email: z.email(), seats: z.string().transform(Number) })
  const typed = asapGuard({ domains, secret, claims: schema })
  isTrue<Equals<ReturnType<typeof typed.auth>, AsapAuth<{ email: string; seats: number }>>>()
  // @ts-expect-error the schema has no such claim
  typed.auth(req).payload.name

  const later = asapGuard({ domains, secret, claims: z.object({}).transform(async () => 1 as const) })
  isTrue<Equals<ReturnType<typeof later.auth>['payload'], 1>>()

  const user = asapGuard({ domains, secret, claims: asapClaims }).auth(req)
  isTrue<Equals<typeof user.payload.email, string>>()
  isTrue<Equals<typeof user.payload.email_verified, true>>()
  isTrue<Equals<typeof user.payload.first_name, string | null | undefined>>()
  isTrue<Equals<typeof user.payload.other, unknown>>()
  isTrue<Equals<typeof user.domain, Domain | undefined>>()
  isTrue<Equals<typeof user.origin, string | undefined>>()

  asapGuard({
    domains,
    secret,
    claims: schema,
    isRevoked(auth, request) {
      isTrue<Equals<typeof auth.payload.seats, number>>()
      isTrue<Equals<typeof request, Request>>()
      return auth.payload.email === ''
    },
  })
}

/** `claims` may be a schema of any library that has Standard Schema, and types the payload. */
export function schemas() {
  const payloadOf = <Claims extends ClaimsSchema>(claims: Claims) =>
    asapGuard({ domains, secret, claims }).auth(req).payload
  type Seats = { seats: number }

  const zod = payloadOf(z.object({ seats: z.string().transform(Number) }))
  const older = payloadOf(zod41.object({ seats: zod41.string().transform(Number) }))
  const oldest = payloadOf(zod3.object({ seats: zod3.string().transform(Number) }))
  const between = payloadOf(zod4Of3.object({ seats: zod4Of3.string().transform(Number) }))
  isTrue<Equals<typeof zod, Seats>>()
  isTrue<Equals<typeof older, Seats>>()
  isTrue<Equals<typeof oldest, Seats>>()
  isTrue<Equals<typeof between, Seats>>()

  const mini = payloadOf(zodMini.object({ seats: zodMini.number() }))
  const miniOf3 = payloadOf(zodMiniOf3.object({ seats: zodMiniOf3.number() }))
  isTrue<Equals<typeof mini, Seats>>()
  isTrue<Equals<typeof miniOf3, Seats>>()

  const valibot = payloadOf(v.object({ seats: v.pipe(v.string(), v.transform(Number)) }))
  const valibotLater = payloadOf(v.objectAsync({ seats: v.number() }))
  const arktype = payloadOf(type({ seats: 'number' }))
  isTrue<Equals<typeof valibot, Seats>>()
  isTrue<Equals<typeof valibotLater, Seats>>()
  isTrue<Equals<typeof arktype, Seats>>()

  isTrue<Equals<PayloadOf<ClaimsSchema<Seats>>, Seats>>()
  const tenants: AsapTenantOptions<ClaimsSchema<Seats>> = {
    tenant: () => 'acme',
    load: () => ({ domains, secret, claims: v.object({ seats: v.number() }) }),
  }
  const ofTenants = asapGuard(tenants)
  isTrue<Equals<ReturnType<typeof ofTenants.auth>['payload'], Seats>>()
  // @ts-expect-error a function that validates is no schema
  asapGuard({ domains, secret, claims: (value: unknown) => value })
  // @ts-expect-error neither is a list of them
  asapGuard({ domains, secret, claims: [v.object({})] })
}

export function keys() {
  asapGuard({ domains, secret: 'text' })
  asapGuard({ domains, secret: Buffer.alloc(32) })
  asapGuard({ domains, secret: ['text', Buffer.alloc(32), { kid: 'a', secret: 'text' }] })
  asapGuard({ domains, secret, algorithms: ['HS256', 'HS512'] })
  asapGuard({ domains, publicKey: process.env.ASAP_PUBLIC_KEY, algorithms: ['RS256'] })
  asapGuard({ domains, publicKey: [key, key.export({ format: 'jwk' }), 'PEM'] })
  asapGuard({ domains, publicKey: { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'a', alg: 'RS256', use: 'sig' } })
  asapGuard({ domains, jwksUri: process.env.JWKS_URI, issuer: 'https://id.example', audience: ['a', 'b'] })
  asapGuard({ domains, jwksUri: 'https://id.example', issuer: null, audience: null, jwks: { maxAge: 60 } })
  asapGuard({
    domains,
    jwksUri: 'http://keycloak/jwks',
    issuer: null,
    audience: null,
    jwks: { insecureHttp: true },
  })

  // @ts-expect-error no key at all
  asapGuard({ domains })
  // @ts-expect-error two kinds of keys
  asapGuard({ domains, secret, publicKey: key })
  // @ts-expect-error two kinds of keys
  asapGuard({ domains, secret, jwksUri: 'https://id.example', issuer: null, audience: null })
  // @ts-expect-error two kinds of keys
  asapGuard({ domains, publicKey: key, jwksUri: 'https://id.example', issuer: null, audience: null })
  // @ts-expect-error a jwksUri without an issuer
  asapGuard({ domains, jwksUri: 'https://id.example', audience: null })
  // @ts-expect-error a jwksUri without an audience
  asapGuard({ domains, jwksUri: 'https://id.example', issuer: null })
  // @ts-expect-error how to keep keys that stand in the configuration
  asapGuard({ domains, secret, jwks: { maxAge: 60 } })
  // @ts-expect-error HMAC with a public key
  asapGuard({ domains, publicKey: key, algorithms: ['HS256'] })
  // @ts-expect-error HMAC with a jwksUri
  asapGuard({ domains, jwksUri: 'https://id.example', issuer: null, audience: null, algorithms: ['HS256'] })
  // @ts-expect-error RSA with a secret
  asapGuard({ domains, secret, algorithms: ['RS256'] })
  // @ts-expect-error no signature at all
  asapGuard({ domains, secret, algorithms: ['none'] })
  // @ts-expect-error algorithms as text
  asapGuard({ domains, secret, algorithms: 'HS256' })
  // @ts-expect-error a KeyObject as secret
  asapGuard({ domains, secret: key })
  // @ts-expect-error a PEM as a Buffer
  asapGuard({ domains, publicKey: Buffer.from('PEM') })
}

export function policies() {
  asapGuard({ domains: ['a.example.com', '*.example.com'] as const, secret, cors: false, tokenCache: false })
  asapGuard({ domains, secret, cors: { methods: ['GET'] }, apps: { claim: 'client', equals: true } })
  asapGuard({
    domains,
    secret,
    guests: true,
    apps: { claim: 'a', equals: 1, origins: ['tauri://localhost'] },
  })
  asapGuard({ domains, secret, getToken: (request) => request.get('X-Token'), isRevoked: async () => false })
  asapGuard({
    domains,
    secret,
    onDeny(error, _request, response) {
      isTrue<Equals<typeof error.code, AsapGuardErrorCode>>()
      response.status(error.status).json(error.problem)
    },
  })

  // @ts-expect-error no domains
  asapGuard({ secret })
  // @ts-expect-error a domain instead of a list
  asapGuard({ domains: 'help.example.com', secret })
  // @ts-expect-error an unknown option
  asapGuard({ domains, secret, whitelist: [] })
  // @ts-expect-error a pattern as issuer
  asapGuard({ domains, secret, issuer: /example/ })
  // @ts-expect-error a tolerance as text
  asapGuard({ domains, secret, clockTolerance: '5' })
  // @ts-expect-error a schema of something else
  asapGuard({ domains, secret, claims: { email: 'string' } })
  // @ts-expect-error an asynchronous getToken
  asapGuard({ domains, secret, getToken: async () => 'token' })
  // @ts-expect-error an isRevoked that forgets to answer
  asapGuard({ domains, secret, isRevoked: () => {} })
  // @ts-expect-error apps without the value of their claim
  asapGuard({ domains, secret, apps: { claim: 'client' } })
  // @ts-expect-error an option of an earlier version
  asapGuard({ domains, secret, withoutOrigin: { claim: 'client', equals: true } })
  // @ts-expect-error CORS with credentials
  asapGuard({ domains, secret, cors: { credentials: true } })
}

export function middleware() {
  const guard = asapGuard({ domains, secret })
  const handlers: RequestHandler[] = [guard, guard.embed]
  express().use('/widget', guard, ...handlers)
  isTrue<Equals<ReturnType<typeof guard.ready>, Promise<void>>>()

  const options: AsapGuardOptions = { domains, secret: 'text' }
  asapGuard(options)
  // @ts-expect-error options are for reading
  options.domains = []
}

export function decisions() {
  const parsed = safeParseDomains(domains)
  if (parsed.success) isTrue<Equals<typeof parsed.data, readonly Domain[]>>()
  else isTrue<Equals<(typeof parsed.issues)[number]['suggestion'], string | undefined>>()

  const decision = checkOrigin(parseDomains(domains), { origin: 'https://help.example.com' })
  if (decision.allowed) isTrue<Equals<typeof decision.domain, Domain>>()
  // @ts-expect-error an allowed origin has no code
  if (decision.allowed) decision.code
  // @ts-expect-error a list that was not validated
  checkOrigin(domains, {})
}

export async function diagnoses() {
  const one = asapGuard({ domains, secret })
  isTrue<Equals<ReturnType<typeof one.diagnose>, Promise<AsapDiagnosis>>>()
  const diagnosis = await one.diagnose({ token: 'a.b.c', origin: req.headers.origin, referer: undefined })
  if (!diagnosis.allowed) isTrue<Equals<typeof diagnosis.code, AsapGuardErrorCode>>()
  // @ts-expect-error a guard of one tenant asks for none
  one.diagnose({ token: 'a.b.c', tenant: 'acme' })

  const many = asapGuard({ tenant: () => 'acme', load: () => ({ domains, secret }) })
  isTrue<Equals<ReturnType<typeof many.diagnose>, Promise<AsapDiagnosis>>>()
  many.diagnose({ token: 'a.b.c', tenant: 'acme' })
  // @ts-expect-error no tenant
  many.diagnose({ token: 'a.b.c' })
}

export function guests() {
  const strict = asapGuard({ domains, secret })
  isTrue<Equals<ReturnType<typeof strict.auth>, AsapAuth<Record<string, unknown>>>>()
  isTrue<Equals<Awaited<ReturnType<typeof strict.check>>, AsapAuth<Record<string, unknown>>>>()

  const open = asapGuard({ domains, secret, guests: true, claims: asapClaims })
  const caller = open.auth(req)
  // @ts-expect-error a guest has no payload
  caller.payload.email
  if (caller.guest) isTrue<Equals<typeof caller, AsapGuest>>()
  else isTrue<Equals<typeof caller.payload.email, string>>()

  const ofTenants = asapGuard({ tenant: () => 'acme', load: () => ({ domains, secret, guests: true }) })
  isTrue<Equals<ReturnType<typeof ofTenants.auth>['guest'], boolean>>()
  const options: AsapGuardOptions = { domains, secret }
  isTrue<Equals<ReturnType<ReturnType<typeof asapGuard<AnyClaims, false>>['auth']>['guest'], false>>()
  isTrue<Equals<ReturnType<typeof strict.siteOf>['domain'], Domain | undefined>>()
  return asapGuard(options).auth(req).payload.sub
}
