import { mountWidget } from 'help-widget'
import { runScript } from './script-attempts.js'

const element = document.querySelector('#help-widget')
let tokenPath = '/stolen-token'

async function getToken() {
  const response = await fetch(tokenPath)
  const { token } = await response.json()
  return token
}

const widget = mountWidget(element, {
  tenant: element.dataset.tenant,
  getToken,
  // A refusal that this page can read comes from a help desk that has approved this site.
  onOutcome: (outcome) =>
    document.body.classList.toggle('approved', outcome === 'ready' || outcome === 'refused'),
})

function useTokenFrom(path) {
  tokenPath = path
  widget.refresh()
}

document.querySelector('#use-bound').addEventListener('click', () => useTokenFrom('/stolen-token/bound'))
document.querySelector('#use-key').addEventListener('click', () => useTokenFrom('/stolen-token/key'))
document.querySelector('#use-stolen').addEventListener('click', () => useTokenFrom('/stolen-token'))
document.querySelector('#run-script').addEventListener('click', runScript)
