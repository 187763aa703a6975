import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = (file: string) => `${root}src/${file}`

/** Tests and examples import the package by its public name; here that name means the sources. */
const packageName = [
  { find: /^asap-guard$/, replacement: source('index.ts') },
  { find: /^asap-guard\/domains$/, replacement: source('domains/domains.ts') },
  { find: /^asap-guard\/testing$/, replacement: source('testing.ts') },
]

/** Two browsers at once would slow each other down beyond what their tests wait for. */
const ONE_AT_A_TIME = { maxWorkers: 1, sequence: { groupOrder: 1 } }

/** What answers over HTTP is tested on both major versions of Express. */
const overHttp = ['test/guard/**/*.test.ts']

export default defineConfig({
  root,
  test: {
    reporters: ['default', `${root}test/support/closing-line.ts`],
    testTimeout: 30_000,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        resolve: { alias: packageName },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...overHttp, 'test/browser/**', 'test/package/**'],
        },
      },
      { extends: true, resolve: { alias: packageName }, test: { name: 'express 5', include: overHttp } },
      {
        extends: true,
        resolve: { alias: [...packageName, { find: /^express$/, replacement: 'express4' }] },
        test: { name: 'express 4', include: overHttp },
      },
      {
        extends: true,
        test: {
          name: 'shipped',
          ...ONE_AT_A_TIME,
          include: ['test/browser/**/*.test.ts', 'test/package/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
