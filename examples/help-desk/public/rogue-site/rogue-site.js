async function getToken() {
  const response = await fetch('/stolen-token')
  const { token } = await response.json()
  return token
}

helpWidget.mount(document.querySelector('#help-widget'), { getToken })
