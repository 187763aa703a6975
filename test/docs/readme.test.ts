import { expect, test } from 'vitest'
import { pageAt } from './markdown.js'

const { text } = pageAt('README.md')

test('the README stays one that is read to its end', () => {
  const lines = text.trimEnd().split('\n').length
  expect(lines).toBeGreaterThanOrEqual(130)
  expect(lines).toBeLessThanOrEqual(160)
})

test('what a newcomer needs stands in this order', () => {
  expect(Array.from(text.matchAll(/^## (.+)$/gm), ([, title]) => title)).toEqual([
    'Quick start',
    'See it work',
    'What it decides',
    'Which set-up do you have?',
    'Options',
    'It says 403, why?',
    'Errors',
    'More',
  ])
})
