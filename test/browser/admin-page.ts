import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import type { Demo } from './demo.js'

const screenshots = fileURLToPath(new URL('./screenshots/', import.meta.url))

export type AdminPage = Awaited<ReturnType<typeof openAdminPage>>

/** Signs in as the terminal says, in a browser profile of its own, and does what an administrator does. */
export async function openAdminPage(browser: Browser, demo: Demo) {
  const context = await browser.newContext({ viewport: { width: 1120, height: 800 } })
  const page = await context.newPage()
  await page.goto(demo.signInLink())
  await page.getByText('Recently refused sites').waitFor()
  const url = new URL(page.url()).origin
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })

  const row = (number: number) => page.locator('#domains li').nth(number - 1)
  async function texts() {
    const inputs = await page.locator('#domains li input').all()
    return Promise.all(inputs.map((input) => input.inputValue()))
  }
  return {
    context,
    page,
    url,
    row,
    input: (number: number) => row(number).locator('input'),
    saved: page.locator('#saved'),
    listProblem: page.locator('#list-problem'),
    refusedSite: (origin: string) => page.locator('#refused li').filter({ hasText: origin }),
    /** What is in the rows, without the blank ones. */
    domains: async () => (await texts()).filter(Boolean),
    /** Through the clipboard, as a person does. */
    async paste(number: number, text: string) {
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
      await row(number).locator('input').focus()
      await page.keyboard.press('Control+V')
    },
    async remove(domain: string) {
      await row((await texts()).indexOf(domain) + 1)
        .getByText('Remove')
        .click()
    },
    async save() {
      await page.getByText('Save', { exact: true }).click()
      await page.locator('#saved').waitFor()
    },
    cookie: async () =>
      (await context.cookies(`${url}/admin`)).map(({ name, value }) => `${name}=${value}`).join(),
    screenshot: (name: string) => page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true }),
  }
}
