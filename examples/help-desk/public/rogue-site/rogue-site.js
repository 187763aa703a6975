let tokenPath = '/stolen-token'

async function getToken() {
  const response = await fetch(tokenPath)
  const { token } = await response.json()
  return token
}

const widget = helpWidget.mount(document.querySelector('#help-widget'), { getToken })

function useTokenFrom(path) {
  tokenPath = path
  widget.refresh()
}

document.querySelector('#use-bound').addEventListener('click', () => useTokenFrom('/stolen-token/bound'))
document.querySelector('#use-stolen').addEventListener('click', () => useTokenFrom('/stolen-token'))
