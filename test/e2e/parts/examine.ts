/** One state of a page, looked at as different people have it: light, dark in a narrow window, zoomed to 200 %. */
import { expect } from 'vitest'
import { desktop, shoot, violations, type Watched } from './watched-page.ts'

const narrow = { width: 800, height: 860 }
/** 1280 × 860 at 200 % zoom: half of each, in CSS pixels. */
const zoomed = { width: 640, height: 430 }

/** What of the page does not stand where it should: wider than its window, so that one scrolls sideways, or its frame scrolled away. */
const misplaced = ({ page }: Watched): Promise<string[]> =>
  page.evaluate(() => {
    const wider = Math.max(...[document.documentElement, ...document.querySelectorAll('main')].map(box => box.scrollWidth - box.clientWidth))
    const frame = document.querySelector('.frame')?.getBoundingClientRect()
    const fixed = frame !== undefined && Math.round(frame.height) <= window.innerHeight
    return [...(wider > 0 ? [`${wider} px wider than the window`] : []), ...(fixed && frame.top !== 0 ? [`the frame is scrolled by ${-frame.top} px`] : [])]
  })

/** Nothing for axe to find, nothing out of reach, no error in the console; a picture of each look into MUNIMENT_SHOTS. */
export async function examine(watched: Watched, name: string): Promise<void> {
  const { page } = watched
  const found: string[] = []
  const look = async (as: string, size: typeof desktop, colorScheme: 'light' | 'dark', axe: boolean): Promise<void> => {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    if (axe) for (const violation of await violations(page)) found.push(`${name}, ${as}: ${violation}`)
    for (const wrong of await misplaced(watched)) found.push(`${name}, ${as}: ${wrong}`)
    await shoot(page, `${name}--${as}`)
  }
  await look('light', desktop, 'light', true)
  await look('dark-800', narrow, 'dark', true)
  await look('zoomed', zoomed, 'light', false)
  await page.setViewportSize(desktop)
  expect(found).toEqual([])
  expect(watched.wrong).toEqual([])
}

/** Takes out what a test has brought about itself: a call that the desk refuses shows in a browser's console. */
export function expectRefused(watched: Watched): void {
  const refusals = watched.wrong.splice(0)
  expect(refusals.length).toBeGreaterThan(0)
  for (const one of refusals) expect(one).toMatch(/responded with a status of 4\d\d/)
}
