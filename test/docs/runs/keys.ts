import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { type AsapGuard, asapGuard } from 'asap-guard'
import express from 'express'
import jsonwebtoken from 'jsonwebtoken'
import { expect } from 'vitest'
import { createJwt, SECRET } from '../../support/create-jwt.js'
import { expectAnswer, headers, type Runs, SITE, whole } from './run.js'

const bytes = Buffer.from('a shared secret of more than thirty-two bytes')
const OLD_SECRET = 'the secret that was in use before, long enough'

/** An app behind a guard, whose only route answers who is calling. */
export function appBehind(guard: AsapGuard<Record<string, unknown>>) {
  return express().use(guard, (req, res) => {
    res.json({ email: guard.auth(req).payload.email })
  })
}

const given = { asapGuard }

export const keyRuns: Runs = {
  'docs/keys.md#secrets': ({ code }) => {
    const { stdout } = spawnSync('bash', ['-c', code], { encoding: 'utf8' })
    expect(Buffer.from(stdout, 'base64')).toHaveLength(48)
  },
  'docs/keys.md#secrets:2': async (block) => {
    const { guard } = await whole(block, { given, env: { ASAP_SECRET: bytes.toString('base64') } })
    await expectAnswer(appBehind(guard), { headers: headers({ secret: bytes }) }, 200)
    const asText = headers({ secret: bytes.toString('base64') })
    await expectAnswer(appBehind(guard), { headers: asText }, 401, 'token_signature')
  },
  'docs/keys.md#public-keys': async (block) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '\\n')
    const { guard } = await whole(block, { given, env: { ASAP_PUBLIC_KEY: pem } })
    const token = jsonwebtoken.sign({}, privateKey, { algorithm: 'ES256', expiresIn: 300 })
    await expectAnswer(appBehind(guard), { headers: { Origin: SITE, Authorization: `Bearer ${token}` } }, 200)
  },
  'docs/keys.md#rotation': async (block) => {
    const env = { ASAP_SECRET: SECRET, ASAP_OLD_SECRET: OLD_SECRET }
    const { guard } = await whole(block, { given, env })
    const named = { header: { kid: '2026-11' } }
    await expectAnswer(appBehind(guard), { headers: headers(named) }, 200)
    await expectAnswer(appBehind(guard), { headers: headers({ secret: OLD_SECRET }) }, 200)
    const neither = headers({ ...named, secret: OLD_SECRET })
    await expectAnswer(appBehind(guard), { headers: neither }, 401, 'token_signature')
  },
  'docs/keys.md#keys-from-a-jwks': async (block) => {
    const { guard } = await whole(block, { given })
    expect(guard.explain({ origin: SITE })).toMatchObject({ allowed: true })
    const token = `Bearer ${createJwt()}`
    await expectAnswer(
      appBehind(guard),
      { headers: { Origin: SITE, Authorization: token } },
      401,
      'token_algorithm',
    )
  },
  'docs/keys.md#inside-docker-compose': async (block) => {
    const { guard } = await whole(block, { given })
    expect(guard.explain({ origin: SITE })).toMatchObject({ allowed: true })
  },
}
