import { generateKeyPair, generateProof } from 'dpop'

interface Target {
  /** The route that the script calls, and the approved site that it claims to be. */
  url: string
  customerSite: string
}

export interface Attempt {
  what: string
  status: number
  code?: string
  tickets?: unknown[]
}

/**
 * What a script can do with a stolen token. It runs in no browser, so it sends whatever `Origin` it likes.
 */
export async function runScript({ url, customerSite }: Target): Promise<Attempt[]> {
  const unbound = await steal('/asap-token/any-site')
  const bound = await steal('/asap-token/leaked')
  const ownKey = await generateKeyPair('ES256')
  const proof = await generateProof(ownKey, url, 'GET', undefined, bound)

  return [
    await attempt('A token that is bound to no key', { Authorization: `Bearer ${unbound}` }),
    await attempt("A token that is bound to the key of Sam's browser", { Authorization: `Bearer ${bound}` }),
    await attempt('The same, with a proof by a key of the script', {
      Authorization: `DPoP ${bound}`,
      DPoP: proof,
    }),
  ]

  async function steal(path: string): Promise<string> {
    const answer = await fetch(`${customerSite}${path}`)
    return ((await answer.json()) as { token: string }).token
  }
  async function attempt(what: string, headers: Record<string, string>): Promise<Attempt> {
    const answer = await fetch(url, { headers: { ...headers, Origin: customerSite } })
    const body = (await answer.json()) as Pick<Attempt, 'code' | 'tickets'>
    return { what, status: answer.status, code: body.code, tickets: body.tickets }
  }
}
