import { expect, test } from 'vitest'
import { differsInOneLetter } from '../../src/site/differs-in-one-letter.js'

test.each([
  ['a letter changed', 'halp.example.com', 'help.example.com', true],
  ['the first letter changed', 'kelp.example.com', 'help.example.com', true],
  ['the last letter changed', 'help.example.con', 'help.example.com', true],
  ['a letter left out', 'help.exmple.com', 'help.example.com', true],
  ['a letter doubled', 'help.exaample.com', 'help.example.com', true],
  ['a letter in front', 'xhelp.example.com', 'help.example.com', true],
  ['a letter at the end', 'help.example.comm', 'help.example.com', true],
  ['a dot left out', 'helpexample.com', 'help.example.com', true],
  ['two neighbours swapped', 'hlep.example.com', 'help.example.com', true],
  ['two equal neighbours', 'heel.example.com', 'heel.example.com', false],
  ['a name of one letter', 'a', 'b', true],
  ['nothing', '', '', false],
  ['two letters changed', 'halp.exemple.com', 'help.example.com', false],
  ['two neighbours changed', 'help.exAMple.com', 'help.example.com', false],
  ['two letters left out', 'help.exple.com', 'help.example.com', false],
  ['two letters swapped over a third', 'help.maxeple.com', 'help.example.com', false],
  ['one letter in place of two', 'help.a.com', 'help.bc.com', false],
  ['two neighbours swapped, and one more', 'help.ab.com', 'help.bac.com', false],
  ['two letters more of the same', 'goo.example.com', 'goooo.example.com', false],
  ['a name of another length', 'example.com', 'help.example.com', false],
])('%s: %s and %s: %s', (_name, one, other, expected) => {
  expect(differsInOneLetter(one, other)).toBe(expected)
  expect(differsInOneLetter(other, one)).toBe(expected)
})
