import { afterEach, expect, test, vi } from 'vitest'
import type { TestModule } from 'vitest/node'
import ClosingLine from './support/closing-line.js'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A file whose tests ended like this, as Vitest hands it to a reporter. */
const moduleOf = (...results: object[]) =>
  ({
    state: () => 'passed',
    children: {
      allTests: () => results.map((result, index) => ({ name: `test ${index}`, result: () => result })),
    },
  }) as unknown as TestModule

function linesAfter(results: object[], logs: string[] = []): string[] {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
  const reporter = new ClosingLine()
  for (const content of logs) reporter.onUserConsoleLog({ content } as never)
  reporter.onTestRunEnd([moduleOf(...results)])
  return printed.mock.calls.map(([line]) => line)
}

const SKIPPED = 'SKIPPED: the browser tests need /usr/bin/chromium.'

test.each([
  {
    name: 'a test file says why its tests are skipped, several times: once',
    results: [{ state: 'skipped' }, { state: 'passed' }],
    logs: [`${SKIPPED}\n`, `${SKIPPED}\nsomething else\n`],
    lines: [SKIPPED, '1 passed, 0 failed, 1 skipped'],
  },
  {
    name: 'a test skips itself with a note',
    results: [{ state: 'skipped', note: 'needs `php` to work' }],
    lines: ['SKIPPED: test 0 needs `php` to work', '0 passed, 0 failed, 1 skipped'],
  },
  {
    name: 'nothing is skipped: nothing is explained',
    results: [{ state: 'passed' }],
    logs: [SKIPPED],
    lines: ['1 passed, 0 failed, 0 skipped'],
  },
  {
    name: 'tests ran in browsers: in which is said once',
    results: [{ state: 'passed' }],
    logs: ['Ran in Firefox 153.7.0\n', 'Ran in WebKit 2.50.6\n', 'Ran in Firefox 153.7.0\n'],
    lines: ['Ran in Firefox 153.7.0, WebKit 2.50.6', '1 passed, 0 failed, 0 skipped'],
  },
])('$name', ({ results, logs, lines }) => {
  expect(linesAfter(results, logs)).toEqual(lines)
})
