/** The help centre: public, so there is no token in this call. It is loaded when somebody opens it. */
export function articles(part, helpDesk, onError) {
  const list = part.querySelector('div')

  function articleElement({ title, text }) {
    const article = document.createElement('article')
    const heading = document.createElement('h3')
    heading.textContent = title
    article.append(heading, text)
    return article
  }

  part.addEventListener('toggle', async () => {
    if (!part.open) return
    try {
      const answer = await helpDesk.read('public/articles')
      list.replaceChildren(...answer.articles.map(articleElement))
    } catch (error) {
      list.replaceChildren()
      onError(error)
    }
  })

  return {
    open() {
      part.open = true
    },
  }
}
