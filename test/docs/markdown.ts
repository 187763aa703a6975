import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A block of code of a page. */
export interface Block {
  /**
   * Page and heading, such as `docs/keys.md#rotation`, or the page alone before its second heading. Further blocks under
   * one heading end with `:2` and so on.
   */
  readonly id: string
  readonly page: string
  /** Line of its first line of code, from 1. */
  readonly line: number
  readonly language: string
  readonly code: string
}

/** A page that users read, taken apart. */
export interface Page {
  /** Relative to the top of the project: `docs/keys.md`. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
  /** What a link may end with: the headings as GitHub turns them into anchors. */
  readonly anchors: ReadonlySet<string>
  /** Links that are no web addresses, with the page that they lead to: `docs/keys.md#rotation`. */
  readonly links: readonly string[]
}

/** Every page that travels with the package. */
export const pages: readonly Page[] = [
  ...readdirSync(root),
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => readPage(path.replaceAll('\\', '/'), readFileSync(`${root}${path}`, 'utf8')))

export const blocks: readonly Block[] = pages.flatMap((page) => page.blocks)

export function pageAt(path: string): Page {
  const page = pages.find((candidate) => candidate.path === path)
  if (!page) throw new Error(`There is no page ${path}`)
  return page
}

/** The blocks under one heading, in order. */
export function blocksUnder(page: Page, title: string): readonly Block[] {
  const id = `${page.path}#${anchorOf(title)}`
  return page.blocks.filter((block) => block.id.replace(/:\d+$/, '') === id)
}

function readPage(path: string, text: string): Page {
  const found: Block[] = []
  const anchors = new Set<string>()
  const links: string[] = []
  let heading = ''
  let open: { language: string; line: number; code: string[] } | undefined

  for (const [index, line] of text.split('\n').entries()) {
    const [, language] = /^ *```(\w*)$/.exec(line) ?? []
    if (open && language === '') {
      const first = anchors.size > 1 ? `${path}#${heading}` : path
      const earlier = found.filter(({ id }) => id.replace(/:\d+$/, '') === first).length
      const id = earlier === 0 ? first : `${first}:${earlier + 1}`
      found.push({ id, page: path, line: open.line, language: open.language, code: open.code.join('\n') })
      open = undefined
    } else if (open) {
      open.code.push(line)
    } else if (language !== undefined) {
      open = { language, line: index + 2, code: [] }
    } else {
      const [, title] = /^#+ (.+)$/.exec(line) ?? []
      if (title !== undefined) {
        heading = anchorOf(title)
        anchors.add(heading)
      }
      for (const [, target = ''] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (!/^[a-z]+:/.test(target)) links.push(resolved(path, target))
      }
    }
  }
  if (open) throw new Error(`${path}:${open.line}: this block of code has no end`)
  return { path, text, blocks: found, anchors, links }
}

/** As GitHub does it: lower case, spaces to hyphens, no other signs than those and underscores. */
function anchorOf(title: string): string {
  return title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

function resolved(path: string, target: string): string {
  return target.startsWith('#') ? `${path}${target}` : posix.join(posix.dirname(path), target)
}
