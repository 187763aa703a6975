import { api } from './api.js'
import { domainForm } from './domain-form.js'
import { refusedSites } from './refused-sites.js'
import { showTenant } from './tenant.js'
import { tryOrigin } from './try-origin.js'
import { tryToken } from './try-token.js'

const { id } = await showTenant()
const form = domainForm({
  async save(domains) {
    const saved = await api(`tenants/${id}/domains`, 'PUT', { domains })
    showRefusedSites()
    origin.tryAgain()
    return saved.domains
  },
})
const refused = refusedSites({ approve: form.approve })
const origin = tryOrigin({ explain: (origin) => api(`tenants/${id}/explain`, 'POST', { origin }) })
tryToken({ diagnose: (question) => api(`tenants/${id}/diagnose`, 'POST', question) })

form.show((await api(`tenants/${id}`)).domains)
await showRefusedSites()
setInterval(showRefusedSites, 2000)

/** While the help desk cannot be reached, the list stays as it is. */
async function showRefusedSites() {
  const tenant = await api(`tenants/${id}`).catch(() => undefined)
  if (tenant) refused.show(tenant.refused)
}
