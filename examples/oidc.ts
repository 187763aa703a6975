import { argv, env } from 'node:process'
import { pathToFileURL } from 'node:url'
import { asapGuard } from 'asap-guard'
import express from 'express'

interface Settings {
  /** The OpenID provider, exactly as its tokens name it in `iss`. */
  issuer: string
  /** What its tokens for this backend have in `aud`. */
  audience: string
  domains: string[]
}

/**
 * The smallest backend whose users get their tokens from an OpenID provider: 1 to 5 `domains` may embed the
 * widget.
 */
export async function createBackend({ issuer, audience, domains }: Settings) {
  const guard = asapGuard({ domains, jwksUri: await discoverKeys(issuer), issuer, audience })
  // Optional: a wrong address shows now, not with the first user.
  await guard.ready()

  const app = express()
  app.use('/widget/api', guard)
  app.get('/widget/api/me', (req, res) => {
    res.json({ subject: guard.auth(req).payload.sub })
  })
  return app
}

/** Where the provider publishes its keys: OpenID Connect Discovery 1.0 §4. */
async function discoverKeys(issuer: string): Promise<string> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (!response.ok)
    throw new Error(`${response.url} answers ${response.status}: is ${issuer} an OpenID provider?`)
  const provider = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown }
  // §4.3: otherwise one provider could speak for another.
  if (provider.issuer !== issuer)
    throw new Error(`${response.url} calls its issuer ${provider.issuer}, not ${issuer}`)
  return String(provider.jwks_uri)
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { ISSUER: issuer = '', AUDIENCE: audience = '', DOMAINS = '', PORT = '4000' } = env
  const backend = await createBackend({ issuer, audience, domains: DOMAINS.split(',') })
  backend.listen(Number(PORT), '127.0.0.1')
}
