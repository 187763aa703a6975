import { mountWidget } from 'help-widget'

const element = document.querySelector('#help-widget')
const isGuest = document.body.classList.contains('guest')
let tokenPath = '/asap-token'

/** The thumbprint is that of the widget's key. The customer's server puts it into the token. */
async function getToken({ thumbprint }) {
  const response = await fetch(`${tokenPath}?thumbprint=${thumbprint}`)
  const { token } = await response.json()
  return token
}

const widget = mountWidget(element, {
  tenant: element.dataset.tenant,
  getToken: isGuest ? undefined : getToken,
})

function useTokenFrom(path) {
  tokenPath = path
  widget.refresh()
}

const buttons = {
  '#use-expired': '/asap-token/expired',
  '#use-other-site': '/asap-token/other-site',
  '#use-short-lived': '/asap-token/short-lived',
  '.use-fresh': '/asap-token',
}
for (const [selector, path] of Object.entries(buttons)) {
  for (const button of document.querySelectorAll(selector)) {
    button.addEventListener('click', () => useTokenFrom(path))
  }
}

document.querySelector('#show-sandboxed').addEventListener('click', (event) => {
  const frame = document.querySelector('#sandboxed')
  frame.src = '/sandboxed'
  frame.hidden = false
  event.target.hidden = true
})
