// Checks what was built: that every link, anchor, picture and script of every page is in the site, so that it works without
// a network and wherever it is put, and that the search has an index.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

const site = process.argv[2]
const read = file => readFileSync(`${site}/${file}`, 'utf8')
const pages = globSync('**/*.html', { cwd: site })
const anchors = new Map(pages.map(page => [page, new Set([...read(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]))
const faults = []

for (const page of pages) {
  for (const [, tag, attributes] of read(page).matchAll(/<(a|img|link|script|source|iframe) ([^>]*)>/g)) {
    const url = / (?:href|src)="([^"]*)"/.exec(' ' + attributes)?.[1].replaceAll('&amp;', '&')
    if (!url || url.startsWith('data:')) continue
    if (/^(https|mailto):/.test(url) && tag === 'a') continue
    if (/^([a-z]+:|\/\/)/i.test(url)) {
      faults.push(`${page}: <${tag}> fetches ${url}: what a page shows has to be in the site`)
      continue
    }
    const [path, fragment] = decodeURI(url).split('#')
    let file = path === '' ? page : path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path)
    if (file === '' || file.endsWith('/')) file += 'index.html'
    if (!existsSync(`${site}/${file}`)) {
      faults.push(`${page}: ${url} leads nowhere`)
    } else if (fragment && anchors.has(file) && !anchors.get(file).has(fragment)) {
      faults.push(`${page}: ${url} names a heading that ${file} does not have`)
    }
  }
}
for (const style of globSync('**/*.css', { cwd: site })) {
  for (const [url] of read(style).matchAll(/(url\(|@import )["']?(https?:)?\/\/[^)"']*/g)) faults.push(`${style} fetches ${url}`)
}
if (!globSync('assets/chunks/@localSearchIndex*.js', { cwd: site }).some(file => read(file).includes('bootstrap'))) {
  faults.push('the index of the search is missing')
}
if (pages.length < 2) faults.push(`${site} has no pages`)

for (const fault of faults) console.error(`error: ${fault}`)
if (faults.length) process.exit(1)
console.log(`${pages.length} pages; every link and anchor leads somewhere, and nothing is fetched from elsewhere`)
