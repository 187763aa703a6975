import type { Settings } from '../../options/read-options.js'
import type { OriginHeaders } from '../../site/calling-origin.js'
import { explainOrigin } from '../../site/explain.js'
import { callingSite, type Site } from '../../site/site.js'
import { type AsapDiagnosisStep, failed, passed } from './step.js'

/** The calling site, and what is said of it. `undefined` as the site: none was given. */
export interface JudgedSite {
  readonly site: Site | undefined
  readonly step: AsapDiagnosisStep
}

/** Judges the site as the gate does, but remembers nothing. */
export function judgeSite(settings: Settings, given: { origin?: unknown; referer?: unknown }): JudgedSite {
  const headers = { origin: given.origin ?? undefined, referer: given.referer ?? undefined }
  if (!areTexts(headers)) return { site: MALFORMED, step: NO_TEXT }
  if (headers.origin === undefined && headers.referer === undefined) return { site: undefined, step: ALONE }
  // Stryker disable next-line BooleanLiteral: it counts only where no site is named, and that has returned.
  const site = callingSite(settings, headers, true)
  return { site, step: stepOf(site, explainOrigin(settings, headers).reason) }
}

const areTexts = (headers: {
  origin: unknown
  referer: unknown
}): headers is OriginHeaders & typeof headers =>
  [headers.origin, headers.referer].every((header) => header === undefined || typeof header === 'string')

// Stryker disable next-line ObjectLiteral,StringLiteral: later steps ask of a site only whether it is an
// app's and which origin it has. This one is no app's and has no origin.
const MALFORMED: Site = { standing: 'refused', code: 'origin_malformed' }
const NO_TEXT = failed(
  'origin',
  'origin_malformed',
  '`origin` and `referer` must be texts, as browsers send them',
)
const ALONE = passed('origin', 'No site is given, so the token is judged alone')

function stepOf({ standing, code }: Site, reason: string): AsapDiagnosisStep {
  switch (standing) {
    case 'approved':
      return passed('origin', reason)
    case 'app':
      return passed(
        'origin',
        'This is the origin of an app, listed in `apps.origins`: its token must say so.',
      )
    case 'reported':
      return passed(
        'origin',
        reason,
        `It is not refused (${code}), but only reported, because \`reportOnly\` is set.`,
      )
    case 'refused':
      return failed('origin', code, reason)
  }
}
