import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import type { Signer } from './signer.js'

/** A certified OpenID provider on loopback, whose keys can be rotated. */
export interface OpenIdProvider {
  readonly issuer: string
  /** How often its keys were asked for. */
  readonly fetches: number
  /** Publishes these keys from the next request on, and signs with the first. */
  rotate(...signers: Signer[]): void
  /** An access token of the client-credentials flow (RFC 6749 §4.4), a JWT of RFC 9068. */
  token(): Promise<string>
  close(): void
}

const CLIENT = { client_id: 'help-widget', client_secret: 'a client secret of this test' }

/** What the tokens are for: a resource indicator (RFC 8707) is a URI. */
export const RESOURCE = 'https://help-desk.example/api'

export async function openIdProvider(...signers: Signer[]): Promise<OpenIdProvider> {
  // It reminds of what a provider in production needs, which this one is not.
  const notices = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')].map((spy) =>
    spy.mockImplementation(() => {}),
  )
  const { Provider } = await import('oidc-provider')

  let provider: RequestListener
  let fetches = 0
  const server = createServer((req, res) => {
    if (req.url === '/jwks') fetches += 1
    provider(req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function rotate(...keys: Signer[]) {
    provider = new Provider(issuer, {
      ...CONFIGURATION,
      jwks: { keys: keys.map(({ privateJwk }) => privateJwk) },
    }).callback()
  }
  rotate(...signers)

  return {
    issuer,
    get fetches() {
      return fetches
    },
    rotate,
    async token() {
      const body = new URLSearchParams({ ...CLIENT, grant_type: 'client_credentials', resource: RESOURCE })
      const response = await fetch(`${issuer}/token`, { method: 'POST', body })
      const { access_token: token } = (await response.json()) as { access_token?: string }
      if (token === undefined) throw new Error(`the provider answers ${response.status}`)
      return token
    },
    close() {
      for (const notice of notices) notice.mockRestore()
      server.close()
      server.closeAllConnections()
    },
  }
}

const CONFIGURATION = {
  clients: [
    {
      ...CLIENT,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: RESOURCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
}
