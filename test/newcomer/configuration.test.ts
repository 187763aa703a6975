import { generateKeyPairSync } from 'node:crypto'
import { type AsapGuardOptions, asapGuard } from 'asap-guard'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { SECRET } from '../support/create-jwt.js'
import { SITE } from '../support/help-desk.js'
import { newcomer } from '../support/newcomer.js'
import { configError } from '../support/refusal.js'
import { serve } from '../support/server.js'
import { signer } from '../support/signer.js'

const domains = ['help.example.com']
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

describe('before any request, the error says the fix', () => {
  test.each<[name: string, options: Record<string, unknown>, says: string]>([
    [
      'a private PEM as secret',
      { domains, secret: pem },
      'secret: is a private key: keep it with the signer, and give its public half as `publicKey`',
    ],
    ['audience: undefined', { domains, secret: SECRET, audience: undefined }, 'audience'],
    [
      'issuer of a variable that is not set',
      { domains, secret: SECRET, issuer: process.env.NOT_SET },
      'is the environment variable set?',
    ],
    [
      'a secret of a variable that is not set',
      { domains, secret: process.env.NOT_SET },
      'is the environment variable set?',
    ],
    [
      'addresses for domains',
      { domains: ['https://help.example.com/'], secret: SECRET },
      'did you mean "help.example.com"?',
    ],
    [
      'credentials: true, as of cors()',
      { domains, secret: SECRET, cors: { credentials: true } },
      'cookies are never allowed across sites; the token travels in `Authorization`',
    ],
  ])('%s', (_name, options, says) => {
    const { message } = configError(() => asapGuard(options as unknown as AsapGuardOptions))
    expect(message).toContain(says)
    expect(message).not.toContain(pem)
  })
})

test('audience: undefined asks for the variable that it may have come from', () => {
  const { message } = configError(() => asapGuard({ domains, secret: SECRET, audience: undefined }))
  expect(message).toMatch(/audience: .*is the environment variable set\?/)
})

test("explain({ origin: 'https://example.com/' }) shows the slash, and what browsers send in its place", () => {
  const guard = asapGuard({ domains: ['example.com'], secret: SECRET })
  const { allowed, reason } = guard.explain({ origin: 'https://example.com/' })
  expect(allowed).toBe(false)
  expect(reason).toContain('"https://example.com/" is an address, not an origin')
  expect(reason).toMatch(/browsers send "https:\/\/example\.com"/i)
  expect(reason).toContain('would be allowed')
})

describe('the discovery address as jwksUri', async () => {
  const app = express().use(
    (_req, res) => void res.json({ issuer: 'x', jwks_uri: 'https://id.example/keys' }),
  )
  const { port } = await serve(app)
  const discovery = {
    domains,
    jwksUri: `http://127.0.0.1:${port}/.well-known/openid-configuration`,
    issuer: null,
    audience: null,
  }
  const says = 'answers with a discovery document: use its jwks_uri, "https://id.example/keys"'

  test('is said at start by ready()', async () => {
    await expect(asapGuard(discovery).ready()).rejects.toMatchObject({
      detail: expect.stringContaining(says),
    })
  })

  test('is said at the first request', async () => {
    const { asapGuard, seen } = await newcomer()
    const headers = { origin: SITE, authorization: `Bearer ${signer('first').token()}` }
    await expect(asapGuard(discovery).check({ headers })).rejects.toThrow()
    const [warning] = await seen()
    expect(warning).toContain(
      '[keys_unavailable] AsapGuardWarning: The guard of help.example.com answered 503',
    )
    expect(warning).toContain(says)
  })
})
