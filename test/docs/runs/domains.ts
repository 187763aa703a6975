import { spawnSync } from 'node:child_process'
import type { AsapGuard } from 'asap-guard'
import { expect, vi } from 'vitest'
import { COMMAND_LINE } from '../../support/command-line.js'
import { type Block, root } from '../markdown.js'
import { fragment, type Runs, whole } from './run.js'

/** Runs a line of the command line as it stands, with the sources in place of the installed package. */
export function commandLine({ code }: Block, variables: Readonly<Record<string, string>> = {}) {
  const command = code.replace('npx asap-guard', `'${process.execPath}' '${COMMAND_LINE}'`)
  const { status, stdout } = spawnSync('bash', ['-c', command], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...variables },
  })
  return { status, stdout }
}

export const domainRuns: Runs = {
  'docs/domains.md#from-an-environment-variable': async (block) => {
    const { guard } = await whole(block)
    expect(guard.explain({ origin: 'https://shop.example.org' })).toMatchObject({ domain: '*.example.org' })
    await expect(whole(block, { env: { ASAP_SECRET: 'x'.repeat(32) } })).rejects.toThrow(/domains: /)
  },
  'docs/domains.md#in-an-admin-form': async (block) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await whole(block)
    expect(log.mock.calls).toEqual([
      [[0], expect.stringContaining(': a scheme does not belong here: '), 'shop.example.com'],
    ])
    log.mockRestore()
  },
  'docs/domains.md#the-decision-alone': async (block) => {
    const { decision } = await whole(block)
    expect(decision).toEqual({ allowed: false, code: 'origin_not_whitelisted' })
  },
  'docs/domains.md#the-decision-alone:2': async (block) => {
    const { guard } = await fragment(block)
    const [, said = ''] = /^\/\/ '(.+) …'$/m.exec(block.code) ?? []
    const { reason } = (guard as AsapGuard).explain({ origin: 'http://help.example.com' })
    expect(reason.startsWith(said)).toBe(true)
  },
  'docs/domains.md#on-the-command-line': (block) => {
    expect(commandLine(block)).toEqual({
      status: 0,
      stdout: expect.stringContaining('✓ https://www.example.org matches'),
    })
  },
}
