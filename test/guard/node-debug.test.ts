import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a backend prints that refuses three calls, the last two alike, with these environment variables. */
function printed(env: Readonly<Record<string, string>>): readonly string[] {
  const source = `
    import { asapGuard } from '${new URL('../../src/index.ts', import.meta.url).href}'
    const guard = asapGuard({
      tenant: () => 'acme',
      load: async () => ({ domains: ['help.example.com', 'co.uk'], secret: 'short' }),
    })
    for (let call = 0; call < 2; call++) await guard.check({ headers: {} }).catch(() => {})`
  const { NODE_ENV: _env, NODE_DEBUG: _debug, ...others } = process.env
  const args = ['--import', 'tsx', '--input-type=module', '--eval', source]
  const { stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...others, ...env },
  })
  return stderr.trim().split('\n')
}

const REFUSAL =
  /The guard of the tenant "acme" answered 503 tenant_unavailable: asap-guard cannot use this configuration:; domains\[1\]: .*; secret: .*/

describe('NODE_DEBUG=asap-guard', () => {
  test('prints a line for each refusal, in production, too', () => {
    const lines = printed({ NODE_DEBUG: 'asap-guard', NODE_ENV: 'production' })
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).toMatch(new RegExp(`^ASAP-GUARD \\d+: ${REFUSAL.source}$`))
  })

  test('without it, nothing is printed in production', () => {
    expect(printed({ NODE_ENV: 'production' })).toEqual([''])
  })
})

test('a developer sees a warning of Node', () => {
  const [line] = printed({})
  expect(line).toMatch(
    /^\(node:\d+\) \[tenant_unavailable\] AsapGuardWarning: The guard of the tenant "acme" /,
  )
})
