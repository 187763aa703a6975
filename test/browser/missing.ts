import { existsSync } from 'node:fs'

/**
 * Without a browser its tests are skipped, out loud. ASAP_REQUIRE_BROWSER=1 has them run, and so fail,
 * instead.
 */
export function isMissing(browser: string, programs: readonly string[]): boolean {
  const missing = programs.filter((program) => !existsSync(program))
  if (missing.length === 0 || process.env.ASAP_REQUIRE_BROWSER === '1') return false
  const needed = missing.join(' and ')
  console.warn(
    `SKIPPED: the tests in ${browser} need ${needed}. ASAP_REQUIRE_BROWSER=1 makes its absence a failure.`,
  )
  return true
}
