import type { Reporter, TestModule } from 'vitest/node'

type ConsoleLog = Parameters<NonNullable<Reporter['onUserConsoleLog']>>[0]

/**
 * Ends the run with one plain line, `N passed, N failed, N skipped`, that any CI can read. Before it stands
 * which browsers ran.
 */
export default class ClosingLine implements Reporter {
  /** Why tests were skipped. Lines with `SKIPPED` say so, and the notes of tests that skip themselves. */
  readonly #reasons = new Set<string>()
  /** What tests ran in, with its version. Lines that begin with `Ran in` say so. */
  readonly #browsers = new Set<string>()

  onUserConsoleLog({ content }: ConsoleLog): void {
    for (const line of content.split('\n')) {
      if (line.includes('SKIPPED')) this.#reasons.add(line.trim())
      const [, browser] = /^Ran in (.+)/.exec(line) ?? []
      if (browser !== undefined) this.#browsers.add(browser)
    }
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result()
        count[result.state === 'pending' ? 'failed' : result.state] += 1
        if (result.state === 'skipped' && result.note)
          this.#reasons.add(`SKIPPED: ${test.name} ${result.note}`)
      }
      // A file that could not even be loaded has no tests to count, yet it failed.
      if (module.state() === 'failed' && count.failed === 0) count.failed += 1
    }
    if (this.#browsers.size > 0) console.log(`Ran in ${[...this.#browsers].join(', ')}`)
    if (count.skipped > 0) for (const reason of this.#reasons) console.log(reason)
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  }
}
