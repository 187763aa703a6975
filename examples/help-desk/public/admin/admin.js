import { api } from './api.js'
import { domainForm } from './domain-form.js'
import { refusedSites } from './refused-sites.js'
import { tryOrigin } from './try-origin.js'

const tenants = await api('tenants')
const { id, name } = tenants.find((tenant) => location.hash === `#${tenant.id}`) ?? tenants[0]
// Each tenant gets a page of its own, so that nothing of one is left over in another.
addEventListener('hashchange', () => location.reload())

document.querySelector('#tenant-name').textContent = name
document.querySelector('#tenants').append(...tenants.map(tenantLink))
document.querySelector('#sign-out').addEventListener('click', async () => {
  await api('session', 'DELETE', {})
  location.reload()
})

const form = domainForm({
  async save(domains) {
    const saved = await api(`tenants/${id}/domains`, 'PUT', { domains })
    showRefusedSites()
    return saved.domains
  },
})
const refused = refusedSites({ approve: form.approve })
tryOrigin({ explain: (origin) => api(`tenants/${id}/explain`, 'POST', { origin }) })

form.show((await api(`tenants/${id}`)).domains)
await showRefusedSites()
setInterval(showRefusedSites, 2000)

/** While the help desk cannot be reached, the list stays as it is. */
async function showRefusedSites() {
  const tenant = await api(`tenants/${id}`).catch(() => undefined)
  if (tenant) refused.show(tenant.refused)
}

function tenantLink(tenant) {
  const link = document.createElement('a')
  link.href = `#${tenant.id}`
  link.textContent = tenant.name
  if (tenant.id === id) link.ariaCurrent = 'page'
  return link
}
