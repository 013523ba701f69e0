// Which pages the site has, and in which order: what the tables of docs/README.md, and of the pages that list others, say.
// A page that none of them lists is a fault, so that nobody has to remember the site.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

// shown are the Markdown files that become pages; pages are their paths from the root.
export const shown = ['*.md', 'docs/**/*.md', 'examples/**/*.md']
const pages = globSync(shown, { cwd: root, exclude: path => path.includes('node_modules') })

// lists are the pages whose tables list the pages below them. Those of apart are beside no other pages: they are too many.
const lists = ['docs/operate/README.md', 'docs/operate/plan.md', 'docs/decisions/README.md', 'examples/README.md']
const apart = ['docs/decisions/README.md']

const read = page => readFileSync(`${root}/${page}`, 'utf8')

// route returns where a page is in the site: README.md is what a directory shows.
export const route = page => page.replace(/(^|\/)README\.md$/, '$1index.md')

// address returns how links name it.
export const address = page => '/' + route(page).replace(/(index)?\.md$/, '')

// slug returns the anchor of a heading as GitHub makes it, which the documents' links name.
export const slug = text => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-')

// target returns the path from the root of what a link of a page names, or nothing where it leads elsewhere.
export function target(page, href) {
  if (/^([a-z]+:|#)/i.test(href)) return undefined
  return posix.join(posix.dirname(page), decodeURI(href.split('#')[0])).replace(/\/$/, '')
}

// rows returns the cells of a page's tables, without the lines that begin them.
const rows = page => read(page).split('\n').filter(line => /^\| .* \|$/.test(line))
  .map(line => line.slice(2, -2).split(' | ')).filter((cells, i) => i > 0)

// linked returns the pages that a text of a page links to, in order.
const linked = (page, text) => [...text.matchAll(/\]\(([^)\s]+\.md)(?:#[^)]*)?\)/g)].map(([, href]) => target(page, href))

// sidebar returns the groups of pages by where they are shown, and fails for a page that no table lists.
export function sidebar() {
  const sidebars = {}
  const seen = new Set(['README.md', 'docs/README.md'])
  const item = page => {
    if (!existsSync(`${root}/${page}`)) throw new Error(`a table lists ${page}, which does not exist`)
    if (seen.has(page)) return []
    seen.add(page)
    const [, text] = /^# (.+)$/m.exec(read(page)) ?? []
    if (!text) throw new Error(`${page} has no heading of the first level`)
    const entry = { text: text.replaceAll('`', ''), link: address(page) }
    if (!lists.includes(page)) return [entry]
    const below = posix.dirname(page) + '/'
    const items = rows(page).flatMap(cells => linked(page, cells.join(' ')))
      .filter(other => other.startsWith(below)).flatMap(item)
    if (apart.includes(page)) {
      sidebars[`/${below}`] = [{ ...entry, items }]
      return [entry]
    }
    return [{ ...entry, collapsed: true, items }]
  }
  const groups = rows('docs/README.md').map(([to, read]) => ({
    text: to[0].toUpperCase() + to.slice(1), items: linked('docs/README.md', read).flatMap(item),
  }))
  const missing = pages.filter(page => !seen.has(page))
  if (missing.length) {
    throw new Error(`no table lists ${missing.join(', ')}: add a link in docs/README.md, or in ${lists.join(', ')}`)
  }
  return { ...sidebars, '/': groups }
}
