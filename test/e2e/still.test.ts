/** A form stands still under the pointer: what is said of the draft's saving moves no question and no button, at any width. */
import { expect } from 'vitest'
import { begin, draftKept, fieldOf } from './parts/entry.ts'
import { startNetwork } from './parts/first-run.ts'
import { itInBrowser, makeRoom } from './parts/ready.ts'
import { openPage } from './parts/watched-page.ts'

const NAME = '/inspection/site/name'
const WIDTHS = [1280, 1000, 800, 700, 600, 500, 400, 320]

const room = makeRoom()

itInBrowser('from the first answer until the draft is saved, nothing moves', async () => {
  const desk = await room.desks.serve()
  const { page, wrong, close } = await openPage(room.browser, desk.url)
  await startNetwork(page, { network: 'Northern Arizona', office: 'Flagstaff', person: 'Ana Begay', passphrase: 'correct horse battery' })
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 860 })
    await begin(page, 'Site inspection')
    await page.evaluate(watchPlaces)
    await fieldOf(page, NAME).locator('input').fill('Lowell Observatory annex')
    await fieldOf(page, NAME).locator('input').blur()
    await draftKept(page)
    const places = await page.evaluate(() => (window as unknown as { places: string[] }).places)
    expect(places.length, 'what is said has changed').toBeGreaterThan(1)
    expect([width, [...new Set(places)]]).toEqual([width, [places[0]]])
  }
  expect(wrong).toEqual([])
  await close()
})

/** In the page: where the last question and the buttons of the page stand, now and after every change of what is said of the saving. */
function watchPlaces(): void {
  const kept = window as unknown as { places: string[] }
  const look = (): void => {
    const all = [...document.querySelectorAll('.mun-entry-field, .page__acts button, .mun-entry-actions button')]
    kept.places.push(
      all
        .map(element => element.getBoundingClientRect())
        .map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`)
        .join(' ')
    )
  }
  kept.places = []
  look()
  new MutationObserver(look).observe(document.querySelector('.saved')!, { subtree: true, childList: true, characterData: true, attributes: true })
}
