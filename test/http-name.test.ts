import { expect, test } from 'vitest'
import { isHttpName } from '../src/http-name.js'

test.each(['X-A', 'PATCH', "!#$%&'+.^_`|~", '0'])('%j is a name', (name) => {
  expect(isHttpName(name)).toBe(true)
})

test.each(['', ' ', '*', ' X-A', 'X A', 'X:A', 'X-A,X-B', 'é', '(', 'X-A\n', '\u00a0X-A'])(
  '%j is none',
  (text) => {
    expect(isHttpName(text)).toBe(false)
  },
)
