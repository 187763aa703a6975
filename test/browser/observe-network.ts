import type { Page } from 'playwright-core'

export interface ObservedCall {
  method: string
  preflight: boolean
  status: number
}

/**
 * The calls under `url` that the browser really put on the wire and got an answer to, preflights among them.
 * Only the DevTools protocol shows those: they are the network stack's own, and no page nor request event
 * ever sees them.
 */
export async function observeNetwork(page: Page, url: string): Promise<ObservedCall[]> {
  const calls: ObservedCall[] = []
  const methods = new Map<string, string>()
  const devTools = await page.context().newCDPSession(page)
  devTools.on('Network.requestWillBeSent', ({ requestId, request }) => methods.set(requestId, request.method))
  devTools.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (!response.url.startsWith(url)) return
    calls.push({
      method: methods.get(requestId) ?? '',
      preflight: type === 'Preflight',
      status: response.status,
    })
  })
  await devTools.send('Network.enable')
  return calls
}
