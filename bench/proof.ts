import { measure } from './in-process.js'
import { median, type Rounds } from './medians.js'
import { BEARER, PEER_BEARER, PEER_PROOF, PROOF, proofSubjects, VERIFY } from './proof-subjects.js'
import { atMost, digits, type View } from './report.js'

/** What a proof of possession (RFC 9449) adds to a request, beside the one signature that it has to verify. */
export async function proof({ quick }: { quick: boolean }): Promise<View> {
  const rounds = quick ? 10 : 100
  const measured = await measure(proofSubjects, rounds)
  const added = addedBy(measured, PROOF, BEARER)
  return {
    title: 'Cost of a proof of possession',
    text: [
      `Processor time of a request without sockets; medians of ${rounds} rounds, in each of which every call has a turn in a`,
      'process of its own. A hundred users, whose keys and tokens are known; each proof is new, and is remembered.',
      'express-oauth2-jwt-bearer remembers neither keys nor proofs.',
    ].join(' '),
    columns: ['call', 'µs of CPU', `of ${VERIFY}`],
    rows: [
      ...proofSubjects.map(({ name }) => row(name, measured.median(name), measured.ratio(name, VERIFY))),
      row('the proof alone, asap-guard', ...added),
      row('the proof alone, express-oauth2-jwt-bearer', ...addedBy(measured, PEER_PROOF, PEER_BEARER)),
    ],
    targets: [atMost(`the proof alone, asap-guard : ${VERIFY}`, 1.3, added[1])],
  }
}

const row = (name: string, cost: number, ratio: number) => [name, digits(cost), digits(ratio)]

/** What one call costs more than another, in microseconds and in verifications. */
function addedBy(measured: Rounds, more: string, less: string): [cost: number, ratio: number] {
  const costs = measured.of(more).map((cost, round) => cost - (measured.of(less)[round] ?? Number.NaN))
  const ratios = costs.map((cost, round) => cost / (measured.of(VERIFY)[round] ?? Number.NaN))
  return [median(costs), median(ratios)]
}
