import { asapGuard } from 'asap-guard'
import express from 'express'
import { expect, vi } from 'vitest'
import { SECRET } from '../../support/create-jwt.js'
import { serve } from '../../support/server.js'
import { domains, expectAnswer, fragment, headers, type Runs, SITE } from './run.js'

const user = { email_verified: true }
const configurationOf = (tenant: string) => (tenant === 'acme' ? { domains, secret: SECRET } : undefined)
const guardOfMany = () => asapGuard({ tenant: (req) => String(req.params.tenant), load: configurationOf })

export const tenantRuns: Runs = {
  'docs/tenants.md': async (block) => {
    const { app } = await fragment(block, { database: { configurationOf } })
    const path = '/acme/widget/api/tickets'
    await expectAnswer(app, { path, headers: headers(user) }, 200, { email: 'user@example.com' })
    const unknown = { path: '/nobody/widget/api/tickets', headers: headers(user) }
    await expectAnswer(app, unknown, 404, 'tenant_unknown')
  },
  'docs/tenants.md#which-tenant': async (block) => {
    const guard = asapGuard({
      tenant: (req) => req.params.tenant as string | undefined,
      load: configurationOf,
    })
    const { app, router } = await fragment(block, { guard })
    ;(router as express.Router).get('/me', (_req, res) => {
      res.json({})
    })
    await expectAnswer(app, { path: '/acme/widget/api/me', headers: headers() }, 200)

    const withoutParameters = express().use('/:tenant/widget/api', express.Router().use(guard))
    const request = { path: '/acme/widget/api/me', headers: headers() }
    await expectAnswer(withoutParameters, request, 404, 'tenant_unknown')
  },
  'docs/tenants.md#a-change-at-once': async (block) => {
    const guard = { reload: vi.fn() }
    const saveDomains = vi.fn(async () => {})
    const { app } = await fragment(block, { guard, database: { saveDomains } })
    const server = await serve(app)
    await server.send({ method: 'PUT', path: '/admin/tenants/acme/domains' })
    expect(saveDomains).toHaveBeenCalledWith('acme', undefined)
    expect(guard.reload).toHaveBeenCalledWith('acme')
  },
  'docs/tenants.md#ask-about-one-tenant': async (block) => {
    const { allowed, reason } = await fragment(block, { guard: guardOfMany() })
    expect([allowed, reason]).toEqual([false, expect.stringContaining('https://shop.example.com')])
    expect(SITE).not.toContain('shop')
  },
}
