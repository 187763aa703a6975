import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asapClaims, asapGuard } from 'asap-guard'
import jsonwebtoken from 'jsonwebtoken'
import { expect, type TestContext, vi } from 'vitest'
import { SECRET } from '../../support/create-jwt.js'
import type { Block } from '../markdown.js'
import { appBehind } from './keys.js'
import { domains, expectAnswer, fragment, type Runs, SITE, send, whole } from './run.js'

/** Whether a program can be had here. */
const works = (program: string, ...args: string[]) => spawnSync(program, args).status === 0

/** Puts the block into a file of its own, runs it there, and gives what it printed. */
function output({ code }: Block, file: string, [program = '', ...args]: readonly string[], env = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'signing-'))
  try {
    writeFileSync(join(folder, file), code)
    const { status, stdout, stderr } = spawnSync(program, [...args, file], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env, ASAP_SECRET: SECRET },
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    return stdout.trim()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A token of these pages is that of an ASAP user, good for five minutes. */
async function expectGood(token: string): Promise<void> {
  const guard = asapGuard({ domains, secret: SECRET, claims: asapClaims })
  const headers = { Origin: SITE, Authorization: `Bearer ${token}` }
  await expectAnswer(appBehind(guard), { headers }, 200, { email: 'sam@example.com' })
  const { sub, iat, exp } = jsonwebtoken.decode(token) as { sub: string; iat: number; exp: number }
  expect([sub, exp - iat]).toEqual(['42', 300])
}

/** @param needs a call that works where the language, and the package if any, can be had */
const program =
  (
    file: string,
    command: readonly string[],
    needs: readonly [string, ...string[]],
    env?: Record<string, string>,
  ) =>
  async (block: Block, { skip }: TestContext) => {
    if (!works(...needs)) skip(`needs \`${needs.join(' ')}\` to work`)
    await expectGood(output(block, file, command, env))
  }

const printed = async (block: Block) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await whole(block)
  await expectGood(log.mock.calls[0]?.[0])
  log.mockRestore()
}

/** Debian's package of golang-jwt, which is a version behind, is found without modules. */
const GOPATH = '/usr/share/gocode'
const go = ['go', 'run'] as const
const hasGolangJwt = [
  'bash',
  '-c',
  `command -v go && test -d ${GOPATH}/src/github.com/golang-jwt/jwt`,
] as const

export const signingRuns: Runs = {
  'docs/recipes/signing.md': printed,
  'docs/recipes/signing.md:2': printed,
  'docs/recipes/signing.md:3': async (block) => {
    const requireLogin = (req: { user?: object }, _res: unknown, next: () => void) => {
      req.user = { id: 42, email: 'sam@example.com' }
      next()
    }
    const { app } = await fragment(block, { requireLogin, jsonwebtoken })
    const answer = await send(app, { path: '/help-token' })
    expect(answer.headers['cache-control']).toBe('no-store')
    await expectGood(answer.body)
  },
  'docs/recipes/signing-php.md:2': program('sign.php', ['php'], ['php', '--version']),
  'docs/recipes/signing-python.md': program(
    'sign.py',
    ['/usr/bin/python3'],
    ['/usr/bin/python3', '-c', 'import jwt'],
  ),
  'docs/recipes/signing-python.md:2': program('sign.py', ['python3'], ['python3', '--version']),
  'docs/recipes/signing-ruby.md': program('sign.rb', ['ruby'], ['ruby', '-e', "require 'jwt'"]),
  'docs/recipes/signing-ruby.md:2': program('sign.rb', ['ruby'], ['ruby', '--version']),
  'docs/recipes/signing-java.md:2': program('SignToken.java', ['java'], ['javac', '--version']),
  'docs/recipes/signing-go.md': (block, context) =>
    program('sign.go', go, hasGolangJwt, { GO111MODULE: 'off', GOPATH })(
      { ...block, code: block.code.replace('/jwt/v5', '/jwt') },
      context,
    ),
  'docs/recipes/signing-go.md:2': program('sign.go', go, ['go', 'version'], { GO111MODULE: 'off' }),
}
