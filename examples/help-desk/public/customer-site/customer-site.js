let tokenPath = '/asap-token'

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

document.querySelector('#use-expired').addEventListener('click', () => useTokenFrom('/asap-token/expired'))
document
  .querySelector('#use-other-site')
  .addEventListener('click', () => useTokenFrom('/asap-token/other-site'))
for (const button of document.querySelectorAll('.use-fresh')) {
  button.addEventListener('click', () => useTokenFrom('/asap-token'))
}

document.querySelector('#show-sandboxed').addEventListener('click', (event) => {
  const frame = document.querySelector('#sandboxed')
  frame.src = '/sandboxed'
  frame.hidden = false
  event.target.hidden = true
})
