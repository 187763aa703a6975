import { measure } from './in-process.js'
import { median, type Rounds } from './medians.js'
import { BEARER, CHECK, PEER_BEARER, PEER_PROOF, PROOF, proofSubjects, VERIFY } from './proof-subjects.js'
import { atMost, digits, type View } from './report.js'

/** What a proof of possession (RFC 9449) adds to a request, beside the one signature that it has to verify. */
export async function proof({ quick }: { quick: boolean }): Promise<View> {
  const rounds = quick ? 10 : 60
  const measured = await measure(proofSubjects, rounds)
  return {
    title: 'Cost of a proof of possession',
    text: [
      `Processor time of a request without sockets; medians of ${rounds} rounds, in each of which every call has a turn in a`,
      'process of its own. A hundred users, whose keys and tokens are known; each proof is new, and is remembered.',
      'express-oauth2-jwt-bearer remembers neither keys nor proofs. What a proof adds to a whole request is more than its',
      'check by itself: behind each verification, the code and data around it come back from slower caches.',
    ].join(' '),
    columns: ['call', 'µs of CPU', `of ${VERIFY}`],
    rows: [
      ...proofSubjects.map(({ name }) => row(name, measured.median(name), measured.ratio(name, VERIFY))),
      row('what a proof adds, asap-guard', ...addedBy(measured, PROOF, BEARER)),
      row('what a proof adds, express-oauth2-jwt-bearer', ...addedBy(measured, PEER_PROOF, PEER_BEARER)),
    ],
    targets: [atMost(`${CHECK} : ${VERIFY}`, 1.3, measured.ratio(CHECK, VERIFY))],
  }
}

const row = (name: string, cost: number, ratio: number) => [name, digits(cost), digits(ratio)]

/** What one call costs more than another, in microseconds and in verifications. */
function addedBy(measured: Rounds, more: string, less: string): [cost: number, ratio: number] {
  const costs = measured.of(more).map((cost, round) => cost - (measured.of(less)[round] ?? Number.NaN))
  const ratios = costs.map((cost, round) => cost / (measured.of(VERIFY)[round] ?? Number.NaN))
  return [median(costs), median(ratios)]
}
