// `npm run test:matrix`: the packed library on each run-time, beside each Express.
import { pack } from '../packed.js'
import { EXPRESSES, faultsOf, installProject, type Project } from './cells.js'
import { fetchRunTime, type Program, RUN_TIMES, reasonOf } from './run-times.js'

const table: Record<string, Record<string, string>> = {}
const faults: string[] = []

const packed = await pack()
try {
  const projects: Project[] = []
  for (const express of EXPRESSES) projects.push(await installProject(packed, express))
  for (const runTime of RUN_TIMES) {
    try {
      await fillRow(await fetchRunTime(runTime), projects)
    } catch (error) {
      console.log(`NOT TESTED: ${runTime.name}, which could not be fetched: ${reasonOf(error)}`)
    }
  }
} finally {
  await packed.remove()
}

console.table(table)
for (const fault of faults) console.log(fault)
const nothingWasTested = Object.keys(table).length === 0
process.exitCode = faults.length > 0 || nothingWasTested ? 1 : 0

async function fillRow(program: Program, projects: readonly Project[]): Promise<void> {
  const row: Record<string, string> = {}
  for (const project of projects) {
    const found = await faultsOf(program, project)
    row[project.title] = found.length === 0 ? 'ok' : `${found.length} faults`
    faults.push(...found.map((fault) => `${program.title}, ${project.title}: ${fault}`))
  }
  table[program.title] = row
}
