import { AsapConfigError, AsapGuardError } from 'asap-guard'
import { expect, test } from 'vitest'

test('AsapConfigError lists every problem with its place and its fix', () => {
  const issues = [
    { path: [], message: 'must be an object' },
    { path: ['domains', 2], message: 'a scheme does not belong here', suggestion: 'example.com' },
    { path: ['cors', 'maxAge'], message: 'must be a number' },
  ]
  const error = new AsapConfigError(issues)
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ name: 'AsapConfigError', issues })
  expect(error.message).toBe(
    [
      'asap-guard cannot use this configuration:',
      '  must be an object',
      '  domains[2]: a scheme does not belong here (did you mean "example.com"?)',
      '  cors.maxAge: must be a number',
    ].join('\n'),
  )
})

test.each([
  [[{ path: [], message: 'must be an object' }], ' must be an object'],
  [[{ path: ['cors'], message: 'must be an object' }], '\n  cors: must be an object'],
  [[], ''],
])('only what concerns the configuration as a whole stays on the first line: %j', (issues, lines) => {
  expect(new AsapConfigError(issues).message).toBe(`asap-guard cannot use this configuration:${lines}`)
})

test('instanceof knows an error of another copy of this package, and no other', () => {
  const other = { [Symbol.for('asap-guard: AsapConfigError')]: true }
  expect(other instanceof AsapConfigError).toBe(true)
  expect(other instanceof AsapGuardError).toBe(false)
  const brands = Object.getOwnPropertySymbols(AsapConfigError.prototype)
  expect(brands).toEqual([Symbol.for('asap-guard: AsapConfigError')])
  expect((AsapConfigError.prototype as never)[brands[0] as never]).toBe(true)
})
