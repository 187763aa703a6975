import { api } from './api.js'
import { chart } from './chart.js'
import { countTable } from './count-table.js'
import { showTenant } from './tenant.js'

const { id } = await showTenant()
const codes = countTable('#codes', { heading: 'Code', none: 'Nothing was refused.' })
const sites = countTable('#sites', { heading: 'Site', none: 'Nothing was refused.' })
const reported = countTable('#reported', {
  heading: 'Site',
  none: 'None: every site that called is on the list.',
})
const keys = countTable('#keys', { heading: 'Key that signed', none: 'No token was let in yet.' })
const codeChart = chart('#codes')
const siteChart = chart('#sites')

function show(signals) {
  codeChart.show(signals.minutes, signals.codes)
  siteChart.show(signals.minutes, signals.sites)
  codes.show(signals.codes, { inColour: true })
  sites.show(signals.sites, { inColour: true })
  reported.show(signals.reported)
  keys.show(signals.keys)
  document.querySelector('#key-set').textContent = describeKeySet(signals.keySet)
}

function describeKeySet(keySet) {
  if (keySet === undefined)
    return 'No key set was fetched: this tenant signs with a shared secret, or nobody called yet.'
  const { fetchedAt, kids, problem } = keySet
  const age = fetchedAt && `${Math.round((Date.now() - new Date(fetchedAt)) / 1000)} seconds old`
  const names = kids.map((kid) => kid ?? 'one without a name').join(', ')
  const state = age ? `The key set is ${age}. Its keys: ${names}.` : 'No key set could be fetched.'
  return problem ? `${state} The last fetch failed: ${problem}` : state
}

/** While the help desk cannot be reached, the page stays as it is. */
async function refresh() {
  const signals = await api(`tenants/${id}/signals`).catch(() => undefined)
  if (signals) show(signals)
}

await refresh()
setInterval(refresh, 2000)
