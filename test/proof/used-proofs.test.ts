import { describe, expect, it } from 'vitest'
import { type ReplayLimits, UsedProofs } from '../../src/proof/used-proofs.js'
import { heldMemory } from '../support/heap.js'
import { refusal } from '../support/refusal.js'

const NOW = 1_790_000_000_000
const LIMITS: ReplayLimits = { ofKey: 3, ofTenant: 5, ofAll: 8 }

interface Use {
  readonly tenant?: string
  readonly key?: string
  /** Seconds from now: when it is used, and until when it can be. */
  readonly at?: number
  readonly until?: number
}

/** Uses proofs, by default of one key at one tenant, which can be used for a minute. */
function noting(memory: UsedProofs) {
  return (id: string, { tenant, key = 'key', at = 0, until = at + 60 }: Use = {}): string => {
    try {
      memory.add({ tenant, key, id: `${key}.${id}`, until: NOW + until * 1000 }, NOW + at * 1000)
      return 'noted'
    } catch (error) {
      return refusal(() => {
        throw error
      }).code
    }
  }
}

describe('used proofs', () => {
  it.each([
    ['at once', {}, 'proof_replayed'],
    ['in its last moment', { at: 60 }, 'proof_replayed'],
    ['when its time is over', { at: 61 }, 'noted'],
    ['by another key', { key: 'other' }, 'noted'],
    ['at another tenant, which may have the same address', { tenant: 'other' }, 'proof_replayed'],
  ])('the same jti %s', (_name, when, code) => {
    const note = noting(new UsedProofs())
    expect(note('a')).toBe('noted')
    expect(note('a', when)).toBe(code)
  })

  it('a proof from a clock that is ahead is remembered for longer', () => {
    const note = noting(new UsedProofs())
    expect(note('a', { until: 90 })).toBe('noted')
    expect(note('a', { at: 90, until: 90 })).toBe('proof_replayed')
    expect(note('a', { at: 91 })).toBe('noted')
    expect(note('a', { at: 92 })).toBe('proof_replayed')
  })

  it('a replay does not make it last longer', () => {
    const note = noting(new UsedProofs())
    expect(note('a')).toBe('noted')
    expect(note('a', { at: 59 })).toBe('proof_replayed')
    expect(note('a', { at: 61 })).toBe('noted')
  })

  it('a jti may be used anew when its time is over, before and while the memory forgets it', () => {
    const note = noting(new UsedProofs())
    const many = Array.from({ length: 20 }, (_, index) => `id ${index}`)
    for (const id of many) expect(note(id)).toBe('noted')
    // One that ended is forgotten when its jti comes again; of the others, some at each call.
    for (const id of many) expect(note(id, { at: 61 })).toBe('noted')
    for (const id of many) expect(note(id, { at: 62 })).toBe('proof_replayed')
  })

  it('when its clock was set back, proofs that may be forgotten are refused', () => {
    const note = noting(new UsedProofs())
    expect(note('a')).toBe('noted')
    expect(note('b', { at: 100 })).toBe('noted')
    expect(note('a', { at: 0 })).toBe('proof_unavailable')
    expect(note('c', { at: 0 })).toBe('proof_unavailable')
    expect(note('b', { at: 0, until: 160 })).toBe('proof_replayed')
    expect(note('c', { at: 1 })).toBe('noted')
  })
})

it('a clock that was set back is named as the reason', () => {
  const memory = new UsedProofs()
  const add = (id: string, now: number) =>
    memory.add({ tenant: undefined, key: 'key', id, until: now + 60_000 }, now)
  add('a', NOW)
  add('b', NOW + 100_000)
  expect(refusal(() => add('c', NOW)).detail).toBe(
    'used proofs of this time are forgotten: was the clock of this server set back?',
  )
})

/** Ten proofs at a time have not ended, so that a tenant is not forgotten with all its keys. */
it.each<[string, (index: number) => { tenant: string; key: string }]>([
  ['keys', (index) => ({ tenant: 'tenant', key: `key ${index}` })],
  ['tenants', (index) => ({ tenant: `tenant ${index}`, key: 'key' })],
])('nothing is kept of %s whose proofs have all ended', (_name, place) => {
  const memory = new UsedProofs()
  const held = heldMemory(() => {
    for (let index = 0; index < 20_000; index++) {
      const now = NOW + index * 1000
      memory.add({ ...place(index), id: `${index}`, until: now + 10_000 }, now)
    }
    return memory
  })
  expect(held).toBeLessThan(200_000)
})

describe('what does not fit is refused, and pushes no other out', () => {
  it.each<[string, keyof ReplayLimits, (index: number) => Use]>([
    ['of one key', 'ofKey', () => ({})],
    ['of one tenant', 'ofTenant', (index) => ({ key: `key ${index}` })],
    ['of all tenants', 'ofAll', (index) => ({ key: `key ${index}`, tenant: `tenant ${index}` })],
  ])('%s', (_name, limit, place) => {
    const note = noting(new UsedProofs(LIMITS))
    const most = LIMITS[limit]
    for (let index = 0; index < most; index++) expect(note(`${index}`, place(index))).toBe('noted')
    expect(note('more', place(most))).toBe('proof_unavailable')
    for (let index = 0; index < most; index++) expect(note(`${index}`, place(index))).toBe('proof_replayed')
    expect(note('more', { ...place(most), at: 60 })).toBe('proof_unavailable')
    expect(note('more', { ...place(most), at: 61 })).toBe('noted')
  })

  it('a key that is full keeps nobody else out, nor does a tenant', () => {
    const note = noting(new UsedProofs(LIMITS))
    for (const id of ['1', '2', '3']) note(id)
    expect(note('4')).toBe('proof_unavailable')
    expect(note('4', { tenant: 'other' })).toBe('noted')
    for (const id of ['1', '2']) expect(note(id, { key: 'other' })).toBe('noted')
    expect(note('3', { key: 'other' })).toBe('proof_unavailable')
    expect(note('4', { tenant: 'other', key: 'other' })).toBe('noted')
  })

  it('says which bound was reached, and the way out', () => {
    const memory = new UsedProofs(LIMITS)
    const used = (id: string) => ({ tenant: undefined, key: 'key', id, until: NOW + 60_000 })
    for (const id of ['1', '2', '3']) memory.add(used(id), NOW)
    expect(refusal(() => memory.add(used('4'), NOW)).detail).toBe(
      '3 used proofs of this key are remembered, which is the most: keep them in a store of your own (`dpop.isReplay`)',
    )
  })

  it('makes room for as many as have ended, however many others have', () => {
    const note = noting(new UsedProofs({ ofKey: 100, ofTenant: 200, ofAll: 1000 }))
    for (let index = 0; index < 100; index++) expect(note(`${index}`)).toBe('noted')
    for (let index = 0; index < 100; index++) expect(note(`${index}`, { key: 'other' })).toBe('noted')
    for (let index = 0; index < 100; index++) expect(note(`new ${index}`, { at: 61 })).toBe('noted')
    expect(note('more', { at: 61 })).toBe('proof_unavailable')
    for (let index = 0; index < 100; index++)
      expect(note(`new ${index}`, { at: 62, key: 'other' })).toBe('noted')
    expect(note('more', { at: 62, key: 'other' })).toBe('proof_unavailable')
  })
})

it('by default there are places for 1,000 proofs of a key, 100,000 of a tenant and 1,000,000 in all', () => {
  const memory = new UsedProofs()
  const until = NOW + 60_000
  const fill = (tenant: string, ids: number) => {
    for (let id = 0; id < ids; id++)
      memory.add({ tenant, key: `key ${id % 100}`, id: `${tenant} ${id}`, until }, NOW)
  }
  const code = (tenant: string, key: string) =>
    refusal(() => memory.add({ tenant, key, id: 'more', until }, NOW)).detail
  for (let id = 0; id < 1000; id++)
    memory.add({ tenant: 'first', key: 'key', id: `of key ${id}`, until }, NOW)
  expect(code('first', 'key')).toMatch(/^1000 used proofs of this key /)
  fill('first', 99_000)
  expect(code('first', 'other')).toMatch(/^100000 used proofs of this tenant /)
  for (let tenant = 2; tenant <= 10; tenant++) fill(`tenant ${tenant}`, 100_000)
  expect(code('last', 'key')).toMatch(/^1000000 used proofs of all tenants /)
})
