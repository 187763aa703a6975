import { expect, test } from 'vitest'
import { ownCopy } from '../src/own-copy.js'

test.each(['', 'eyJhbGciOiJIUzI1NiJ9', '\u00e9\u00ff'])('the copy of %j says the same', (text) => {
  expect(ownCopy(text)).toBe(text)
})
