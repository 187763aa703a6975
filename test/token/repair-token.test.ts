import { describe, expect, test } from 'vitest'
import { repairToken } from '../../src/token/repair-token.js'
import { growth, LINEAR } from '../support/growth.js'

test('a token with nothing around it stays as it is', () => {
  expect(repairToken('a.b.c')).toEqual({ token: 'a.b.c', found: [] })
})

test('everything that people wrap around a token at once', () => {
  const { token, found } = repairToken(' "Authorization: Bearer \'a.b\n.c=\'", ')
  expect(token).toBe('a.b.c')
  expect(found.length).toBeGreaterThan(3)
})

describe('takes linear time for', () => {
  test.each([
    ['spaces', (n: number) => `${' '.repeat(n)}x`],
    ['spaces between letters', (n: number) => 'x '.repeat(n / 2)],
    ['spaces at the end', (n: number) => `x${' '.repeat(n)}`],
    ['quotes', (n: number) => '"'.repeat(n)],
    ['padding', (n: number) => '='.repeat(n)],
    ['schemes', (n: number) => 'Bearer '.repeat(n / 7)],
    ['percent signs', (n: number) => '%25'.repeat(n / 3)],
    ['dots', (n: number) => '.'.repeat(n)],
    ['JSON with many beginnings', (n: number) => `{${'"ey.'.repeat(n / 4)}}`],
    ['JSON with one long part', (n: number) => `{"ey${'a'.repeat(n)}}`],
  ])('%s', (_name, text) => {
    expect(growth((length) => repairToken(text(length)))).toBeLessThan(LINEAR)
  })
})
