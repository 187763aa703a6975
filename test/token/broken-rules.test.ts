import { describe, expect, test } from 'vitest'
import { brokenRules } from '../../src/token/broken-rules.js'

/** What is said of one issue, by default one of zod's. */
const said = (issue: object, vendor = 'zod') => brokenRules([{ message: 'Invalid input', ...issue }], vendor)

describe('the claim', () => {
  test.each<[name: string, path: object, says: string]>([
    ['has its name', { path: ['sub'] }, 'sub: Invalid input'],
    ['has its place', { path: ['roles', 0, { key: 'name' }] }, 'roles.0.name: Invalid input'],
    ['is left out where it is the payload', { path: [] }, 'Invalid input'],
    ['is left out where the library names none', {}, 'Invalid input'],
    ['is shown on one line', { path: ['a\nb'] }, 'a\\u000ab: Invalid input'],
  ])('%s', (_name, issue, says) => {
    expect(said(issue)).toBe(says)
  })
})

describe('the rule', () => {
  const message = 'Invalid email: "s3cret"'
  test.each<[name: string, issue: object, says: string]>([
    ['is the message', { message: 'Too short', received: 'abc' }, 'Too short'],
    ['is the message beside a value that is empty', { message: 'Too short', received: '' }, 'Too short'],
    ['is the message beside a number', { message: 'At most 5 roles', received: 5 }, 'At most 5 roles'],
    ['is what was expected', { message, received: 's3cret', expected: 'email' }, 'must be email'],
    ['is so for ArkType, too', { message, actual: 's3cret', expected: 'an email' }, 'must be an email'],
    [
      'is what was expected, on one line',
      { message: 'must be\n  a word (was s3cret)', expected: '\n  a \t word ' },
      'must be a word',
    ],
    ['is its name in Valibot', { message, received: 's3cret', type: 'email' }, 'breaks the rule "email"'],
    [
      'is the name alone where two are given',
      { message, received: 's3cret', type: 'email', code: 'format' },
      'breaks the rule "email"',
    ],
    ['is its name in zod', { message, received: 's3cret', code: 'format' }, 'breaks the rule "format"'],
    [
      'is its name where what was expected holds the value',
      { message, received: 's3cret', expected: 'like s3cret', code: 'format' },
      'breaks the rule "format"',
    ],
    [
      'is its name where what was expected says what was instead',
      { message: 'a (was b)', expected: 'a (was b)', code: 'union' },
      'breaks the rule "union"',
    ],
  ])('%s', (_name, issue, says) => {
    expect(said(issue)).toBe(says)
  })

  test('is not told by other libraries, whose messages may quote the value', () => {
    expect(said({ path: ['sub'] }, 'other')).toBe('sub: is not accepted by the `claims` schema')
  })
})

test('a schema that names no issue is named', () => {
  expect(brokenRules([], 'zod')).toBe('the payload is not accepted by the `claims` schema')
})

test('of many issues the first twenty are told, and how many more there are', () => {
  const issues = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ message: `rule ${index}` }))
  const twenty = brokenRules(issues(20), 'zod')
  expect(twenty).toMatch(/^rule 0; rule 1; .*; rule 19$/)
  expect(brokenRules(issues(22), 'zod')).toBe(`${twenty}; and 2 more`)
})
