import { describe, expect, test } from 'vitest'
import { blocks } from './markdown.js'
import { domainRuns } from './runs/domains.js'
import { dpopRuns } from './runs/dpop.js'
import { keyRuns } from './runs/keys.js'
import { notRun } from './runs/not-run.js'
import { proofOfPossessionRuns } from './runs/proof-of-possession.js'
import { backendRecipeRuns } from './runs/recipes-backend.js'
import { widgetRecipeRuns } from './runs/recipes-widget.js'
import { roadRuns } from './runs/roads.js'
import type { Runs } from './runs/run.js'
import { signingRuns } from './runs/signing.js'
import { socketRuns } from './runs/sockets.js'
import { tenantRuns } from './runs/tenants.js'
import { tokenRuns } from './runs/tokens.js'
import { troubleshootingRuns } from './runs/troubleshooting.js'

const RUNS: Runs = {
  ...domainRuns,
  ...dpopRuns,
  ...keyRuns,
  ...proofOfPossessionRuns,
  ...backendRecipeRuns,
  ...widgetRecipeRuns,
  ...roadRuns,
  ...signingRuns,
  ...socketRuns,
  ...tenantRuns,
  ...tokenRuns,
  ...troubleshootingRuns,
}

test('every block of code in the pages is run, or says why it is not', () => {
  const accounted = new Set([...Object.keys(RUNS), ...Object.keys(notRun)])
  expect([...accounted].toSorted()).toEqual(blocks.map(({ id }) => id).toSorted())
})

describe('what the code in the pages does', () => {
  for (const block of blocks.filter(({ id }) => id in RUNS)) {
    test(block.id, (context) => RUNS[block.id]?.(block, context))
  }
})
