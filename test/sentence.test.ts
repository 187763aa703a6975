import { expect, test } from 'vitest'
import { sentence } from '../src/sentence.js'

test.each([
  ['a text', 'a text.'],
  ['a text.', 'a text.'],
  ['a question?', 'a question?'],
  ['a call!', 'a call!'],
  ['list help.example.com', 'list help.example.com.'],
])('%j ends like a sentence', (text, expected) => {
  expect(sentence(text)).toBe(expected)
})
