import { mountWidget } from 'help-widget'

const element = document.querySelector('#help-widget')

async function getToken() {
  const response = await fetch('/asap-token')
  const { token } = await response.json()
  return token
}

const widget = mountWidget(element, { tenant: element.dataset.tenant, getToken })

document.querySelector('#rotate').addEventListener('click', async () => {
  const response = await fetch('/rotate', { method: 'POST' })
  const { kid } = await response.json()
  document.querySelector('#signs-with').textContent = `Tokens are signed with the ${kid} now.`
  widget.refresh()
})
