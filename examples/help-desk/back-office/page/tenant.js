import { api } from './api.js'

/** Fills the head of a page of the back office. Resolves to the tenant that the page is about. */
export async function showTenant() {
  const tenants = await api('tenants')
  const shown = tenants.find((tenant) => location.hash === `#${tenant.id}`) ?? tenants[0]
  // Each tenant gets a page of its own, so that nothing of one is left over in another.
  addEventListener('hashchange', () => location.reload())

  document.querySelector('#tenant-name').textContent = shown.name
  document.querySelector('#tenants').append(...tenants.map((tenant) => tenantLink(tenant, shown)))
  for (const link of document.querySelectorAll('[aria-label="Pages"] a')) link.hash = shown.id
  document.querySelector('#sign-out').addEventListener('click', async () => {
    await api('session', 'DELETE', {})
    location.reload()
  })
  return shown
}

function tenantLink(tenant, shown) {
  const link = document.createElement('a')
  link.href = `#${tenant.id}`
  link.textContent = tenant.name
  if (tenant === shown) link.ariaCurrent = 'true'
  return link
}
