import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The HTML of `pages/<name>.html`; each `{{key}}` in it becomes the value of that name, escaped. */
export function renderPage(name: string, values: Record<string, string>): string {
  const html = readFileSync(join(import.meta.dirname, 'pages', `${name}.html`), 'utf8')
  return html.replace(/\{\{(\w+)\}\}/g, (_placeholder, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`The page ${name} asks for ${key}, which it was not given`)
    return value.replace(/[&<>"']/g, (character) => entities[character] as string)
  })
}
