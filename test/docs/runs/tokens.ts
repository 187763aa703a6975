import { appBehind } from './keys.js'
import { expectAnswer, fragment, headers, type Runs } from './run.js'

const HELP = { Origin: 'https://help.example.com' }
const SHOP = { Origin: 'https://shop.example.com' }

export const tokenRuns: Runs = {
  'docs/tokens.md#typed-claims': async (block) => {
    const { app } = await fragment(block)
    const path = '/widget/api/me'
    await expectAnswer(app, { path, headers: headers() }, 200, { email: 'user@example.com', seats: 1 })
    await expectAnswer(app, { path, headers: headers({ email: 'nobody' }) }, 401, 'token_claims')
  },
  'docs/tokens.md#site-binding': async (block) => {
    const { guard } = await fragment(block)
    const bound = { site: 'shop.example.com' }
    await expectAnswer(appBehind(guard), { headers: headers(bound, SHOP) }, 200)
    await expectAnswer(appBehind(guard), { headers: headers(bound, HELP) }, 403, 'token_domain')
  },
  'docs/tokens.md#revocation': async (block) => {
    const { guard, loggedOut } = await fragment(block)
    const request = { headers: headers({ jti: 'one' }) }
    await expectAnswer(appBehind(guard), request, 200)
    ;(loggedOut as Set<string>).add('one')
    await expectAnswer(appBehind(guard), request, 401, 'token_revoked')
  },
  'docs/tokens.md#another-place-than-authorization': async (block) => {
    const { guard } = await fragment(block)
    const { Authorization, ...rest } = headers()
    const elsewhere = { ...rest, 'X-Widget-Token': Authorization.slice('Bearer '.length) }
    await expectAnswer(appBehind(guard), { headers: elsewhere }, 200)
    await expectAnswer(appBehind(guard), { headers: headers() }, 401, 'token_missing')
  },
}
