import { channel } from 'node:diagnostics_channel'
import { asapGuard } from 'asap-guard'
import { expect, vi } from 'vitest'
import { createJwt, SECRET } from '../../support/create-jwt.js'
import { listening } from './channels.js'
import { commandLine } from './domains.js'
import { appBehind } from './keys.js'
import { domains, EVIL, expectAnswer, fragment, headers, type Runs, whole } from './run.js'

export const troubleshootingRuns: Runs = {
  'README.md#it-says-403-why': (block) => {
    expect(commandLine(block)).toEqual({
      status: 1,
      stdout: expect.stringContaining('✗ Origin "https://evil.example"'),
    })
  },
  'docs/errors.md#origin_not_whitelisted': (block) => {
    expect(commandLine(block)).toEqual({ status: 1, stdout: expect.stringContaining('✓ example.com') })
  },
  'docs/troubleshooting.md#it-says-403-or-401-why:2': async (block) => {
    const guard = asapGuard({ domains: ['example.com'], secret: SECRET })
    const explain = vi.spyOn(guard, 'explain')
    await fragment(block, { guard })
    expect(explain.mock.results[0]?.value).toMatchObject({ allowed: false, code: 'origin_not_whitelisted' })
  },
  'docs/troubleshooting.md#it-says-403-or-401-why:3': (block) => {
    expect(commandLine(block)).toMatchObject({ status: 1 })
  },
  'docs/troubleshooting.md#why-is-this-token-refused': async (block) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const good = await fragment(block, { token: createJwt() })
    expect([good.allowed, good.code]).toEqual([true, undefined])
    const bad = await fragment(block, { token: createJwt({ iat: 1, exp: 300 }) })
    expect([bad.allowed, bad.code]).toEqual([false, 'token_expired'])
    expect(log).toHaveBeenCalledWith('✗', expect.any(String), expect.any(String))
    log.mockRestore()
  },
  'docs/troubleshooting.md#why-is-this-token-refused:2': (block) => {
    const diagnosed = (token: string) => commandLine(block, { TOKEN: token, ASAP_SECRET: SECRET })
    expect(diagnosed(createJwt())).toMatchObject({ status: 0 })
    expect(diagnosed(createJwt({ iat: 1, exp: 300 }))).toMatchObject({ status: 1 })
  },
  'docs/troubleshooting.md#listen': (block) =>
    listening(async (modules) => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      const info = vi.spyOn(console, 'info').mockImplementation(() => {})
      await whole(block, { modules })
      const guard = asapGuard({ domains, secret: SECRET })
      await expectAnswer(appBehind(guard), { headers: headers({}, { Origin: EVIL }) }, 403)
      expect(warn).toHaveBeenCalledWith(403, 'origin_not_whitelisted', EVIL, expect.any(String))
      channel('asap-guard:keys').publish({ event: 'refreshed', uri: 'https://login.example.com' })
      expect(info).toHaveBeenCalledWith('refreshed', 'https://login.example.com')
      channel('asap-guard:tenants').publish({ tenant: 'acme', code: 'tenant_unavailable', detail: 'why' })
      expect(warn).toHaveBeenCalledWith('acme', 'tenant_unavailable', 'why')
      vi.restoreAllMocks()
    }),
}
