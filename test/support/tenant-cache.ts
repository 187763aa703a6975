import { vi } from 'vitest'
import type { AsapGuardError } from '../../src/errors.js'
import { tenants } from '../../src/tenants/tenants.js'

type Load = (tenant: string) => PromiseLike<string | undefined>

/** Configurations that are loaded by `load`, and what failed. */
export function cacheOf(
  load: Load,
  limits: Partial<{ maxTenants: number; maxAge: number; staleFor: number }> = {},
) {
  const failures: AsapGuardError[] = []
  const loadSpy = vi.fn(load)
  const onFailure = (_tenant: string, error: AsapGuardError) => failures.push(error)
  const cache = tenants<string>({
    maxTenants: 10,
    maxAge: 60,
    staleFor: 600,
    ...limits,
    load: loadSpy,
    onFailure,
  })
  return { ...cache, load: loadSpy, failures }
}

export const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)
