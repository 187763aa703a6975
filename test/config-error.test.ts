import { AsapConfigError } from 'asap-guard'
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
