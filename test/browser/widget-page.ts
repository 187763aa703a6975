import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'

const screenshots = fileURLToPath(new URL('./screenshots/', import.meta.url))

export type WidgetPage = Awaited<ReturnType<typeof openWidgetPage>>

/** A fresh browser page, and what a user does and sees on one that embeds the widget. */
export async function openWidgetPage(browser: Browser) {
  const page: Page = await browser.newPage({ viewport: { width: 1120, height: 800 } })
  return {
    page,
    /** The widget's status line, once the outcome is this one. */
    outcome: (name: 'ready' | 'refused' | 'unreadable') =>
      page.locator(`#help-widget .status[data-outcome="${name}"]`),
    tickets: () => page.locator('#help-widget .tickets li b').allTextContents(),
    async file(subject: string) {
      await page.locator('#help-widget .ticket input').fill(subject)
      await page.locator('#help-widget .ticket button').click()
    },
    chat: page.locator('#help-widget .chat'),
    /** Opens the live chat, as a click on its heading does. */
    openChat: () => page.locator('#help-widget .chat summary').click(),
    screenshot: (name: string) => page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true }),
  }
}
