import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { suffixStanding } from '../../src/domains/public-suffix.js'

/** The rules of the Public Suffix List as tldts stores them: a tree of labels whose edges stand one after another. */
interface Trie {
  readonly rulesRoot: number
  /** Other than 0 where a rule ends. */
  readonly nodeFlags: ArrayLike<number>
  /** The first edge of each node, and behind the last node the end. */
  readonly edgeStart: ArrayLike<number>
  readonly edgeLength: ArrayLike<number>
  readonly edgeChild: ArrayLike<number>
  /** The labels of all edges in a row. */
  readonly labelText: string
}

const trie: Trie = createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js')

/** Every rule, such as `co.uk` and `*.kawasaki.jp`. */
function suffixRules(): string[] {
  const labels = edgeLabels()
  const below = (node: number, parent: string): string[] => {
    const [first = 0, end = 0] = [trie.edgeStart[node], trie.edgeStart[node + 1]]
    return labels.slice(first, end).flatMap((label, index) => {
      const child = trie.edgeChild[first + index] ?? 0
      const name = label + parent
      return [...(trie.nodeFlags[child] ? [name] : []), ...below(child, `.${name}`)]
    })
  }
  return below(trie.rulesRoot, '')
}

function edgeLabels(): string[] {
  let offset = 0
  return Array.from(trie.edgeLength, (length) => {
    offset += length
    return trie.labelText.slice(offset - length, offset)
  })
}

/** The names above public suffixes that are none themselves: not `com`, but `amazonaws.com`. */
function suffixParents(): string[] {
  const parents = suffixRules().flatMap((rule) => {
    const labels = rule.split('.')
    return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'))
  })
  return [...new Set(parents)].filter((name) => isAscii(name) && suffixStanding(name) === 'below')
}

/** The list has names in Unicode as well, but hosts are compared as A-labels. */
const isAscii = (name: string) => /^[!-~]+$/.test(name)

/** The source of the table: sorted from the last label on, so that the names of one owner stand together. */
function tableSource(names: readonly string[]): string {
  const sorted = names.toSorted((a, b) => (fromLastLabel(a) < fromLastLabel(b) ? -1 : 1))
  const lines: string[] = []
  for (const name of sorted) {
    const longer = `${lines.at(-1)} ${name}`
    if (lines.length > 0 && longer.length <= LINE_WIDTH) lines[lines.length - 1] = longer
    else lines.push(name)
  }
  return [...HEAD, ...lines, ...TAIL, ''].join('\n')
}

const fromLastLabel = (name: string) => name.split('.').reverse().join(' ')
const LINE_WIDTH = 110
const HEAD = [
  '// Written by `npm run suffixes` from the Public Suffix List in tldts. A test compares the two.',
  '/** Names above public suffixes that are no public suffixes themselves. */',
  'export const SUFFIX_PARENTS: ReadonlySet<string> = new Set(',
  '  `',
]
const TAIL = ['`', '    .trim()', '    .split(/\\s/),', ')']

test('the table is what tldts knows (`npm run suffixes` writes it anew)', async () => {
  await expect(tableSource(suffixParents())).toMatchFileSnapshot('../../src/domains/suffix-parents.ts')
})
