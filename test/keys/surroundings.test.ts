import { expect, test } from 'vitest'
import { surroundings } from '../../src/keys/surroundings.js'

test.each([
  ['\ufeffvalue', 'starts with a byte order mark'],
  ['value\n', 'ends with a line end'],
  ['value\r', 'ends with a line end'],
  [' value', 'has white space around it'],
  ['value\t', 'has white space around it'],
  ['value\u200b', 'has white space around it'],
  ['"value"', 'is in quotes'],
  ["'value'", 'is in quotes'],
  ['\u201cvalue\u201d', 'is in quotes'],
  ['`value`', 'is in quotes'],
  ['\u2018value\u2019', 'is in quotes'],
  ['\u00abvalue\u00bb', 'is in quotes'],
  ['""', 'is in quotes'],
])('%j %s', (text, problem) => {
  expect(surroundings(text)).toBe(problem)
})

test.each(['', '"', "'", 'value', '"value', "va'lue", '\'value"', 'a b'])(
  '%j has nothing around it',
  (text) => {
    expect(surroundings(text)).toBeUndefined()
  },
)
