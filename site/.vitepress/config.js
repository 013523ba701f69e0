import { cpSync, existsSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { defineConfig } from 'vitepress'
import { address, root, route, sidebar, slug, target } from '../pages.js'

// files are what pages link to and is no page: the site has a copy of each. Browsers show pictures, and the rest as text.
const files = new Set()
const copy = path => /\.(svg|png)$/.test(path) ? path : `${path}.txt`

// links has links lead to pages, where the site has them, and to copies of files.
function links(md) {
  md.core.ruler.push('links', ({ tokens, env }) => {
    const page = relative(root, env.realPath ?? env.path)
    for (const link of tokens.flatMap(token => token.children ?? []).filter(token => token.type === 'link_open')) {
      const href = link.attrGet('href')
      let path = target(page, href)
      if (path === undefined) continue
      if (!existsSync(`${root}/${path}`)) throw new Error(`${page} links to ${path}, which does not exist`)
      if (statSync(`${root}/${path}`).isDirectory()) path += '/README.md'
      if (path.endsWith('.md')) {
        if (!existsSync(`${root}/${path}`)) throw new Error(`${page} links to a directory without a README.md: link to a file of it`)
        link.attrSet('href', href.replace(/^[^#]*/, address(path)))
      } else {
        files.add(path)
        link.attrSet('href', `/${copy(path)}`)
      }
    }
  })
}

// literally shows braces, which Vue would evaluate, as they are.
function literally(md) {
  for (const kind of ['text', 'code_inline']) {
    const render = md.renderer.rules[kind]
    md.renderer.rules[kind] = (...args) => render(...args).replaceAll('{', '&#123;')
  }
}

// packages finds Vue for pages, which are not below the directory that has it.
const packages = {
  name: 'packages',
  enforce: 'pre',
  resolveId(id, importer, options) {
    return /^vue(\/|$)/.test(id) && importer?.endsWith('.md')
      ? this.resolve(id, `${root}/site/package.json`, { ...options, skipSelf: true }) : undefined
  },
}

export default defineConfig({
  title: 'bulkhead',
  description: 'A reference architecture for AWS that you clone, configure in one directory, and deploy',
  lang: 'en-GB',
  srcDir: '..',
  srcExclude: ['!(docs|examples)/**/*', '.*/**', '**/node_modules/**'],
  outDir: '../bin/site',
  cacheDir: '../bin/site-cache',
  rewrites: route,
  vite: {
    plugins: [packages],
    build: { chunkSizeWarningLimit: 2000 }, // kB: the index of the search is one file, which is fetched when somebody searches
  },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { anchor: { slugify: slug }, config: md => md.use(links).use(literally) },
  themeConfig: {
    sidebar: sidebar(),
    nav: [{ text: 'All pages', link: '/docs/' }],
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  buildEnd({ outDir }) {
    for (const file of files) cpSync(`${root}/${file}`, `${outDir}/${copy(file)}`)
  },
})
