import { api } from './api.js'
import { domainForm } from './domain-form.js'
import { refusedSites } from './refused-sites.js'
import { tryOrigin } from './try-origin.js'

const portals = await api('portals')
const { id, name } = portals.find((portal) => location.hash === `#${portal.id}`) ?? portals[0]
// Each portal gets a page of its own, so that nothing of one is left over in another.
addEventListener('hashchange', () => location.reload())

document.querySelector('#portal-name').textContent = name
document.querySelector('#portals').append(...portals.map(portalLink))
document.querySelector('#sign-out').addEventListener('click', async () => {
  await api('session', 'DELETE', {})
  location.reload()
})

const form = domainForm({
  async save(domains) {
    const saved = await api(`portals/${id}/domains`, 'PUT', { domains })
    showRefusedSites()
    return saved.domains
  },
})
const refused = refusedSites({ approve: form.approve })
tryOrigin({ explain: (origin) => api(`portals/${id}/explain`, 'POST', { origin }) })

form.show((await api(`portals/${id}`)).domains)
await showRefusedSites()
setInterval(showRefusedSites, 2000)

/** While the help desk cannot be reached, the list stays as it is. */
async function showRefusedSites() {
  const portal = await api(`portals/${id}`).catch(() => undefined)
  if (portal) refused.show(portal.refused)
}

function portalLink(portal) {
  const link = document.createElement('a')
  link.href = `#${portal.id}`
  link.textContent = portal.name
  if (portal.id === id) link.ariaCurrent = 'page'
  return link
}
