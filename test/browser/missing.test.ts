import { afterEach, expect, test, vi } from 'vitest'
import { isMissing } from './missing.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const THERE = process.execPath
const NOT_THERE = '/nowhere/browser'

test.each([
  { name: 'one program of two', programs: [THERE, NOT_THERE], required: '', missing: true },
  { name: 'nothing', programs: [THERE], required: '', missing: false },
  { name: 'a program that is required', programs: [NOT_THERE], required: '1', missing: false },
])('where $name is missing, tests are skipped: $missing', ({ programs, required, missing }) => {
  vi.stubEnv('ASAP_REQUIRE_BROWSER', required)
  const said = vi.spyOn(console, 'warn').mockReturnValue()
  expect(isMissing('Opera', programs)).toBe(missing)
  const lines = said.mock.calls.map(([line]) => line)
  expect(lines).toEqual(
    missing ? [expect.stringContaining(`SKIPPED: the tests in Opera need ${NOT_THERE}.`)] : [],
  )
})
