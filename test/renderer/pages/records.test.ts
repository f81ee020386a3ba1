/** The records page: by keyboard alone, with a hundred thousand rows, while others file. */
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPages, type Pages } from './open-pages.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
}, 120_000)
afterAll(() => pages.close())

const active = (page: Page): Promise<string> => page.locator('[role=row][aria-selected=true]').innerText()
const refs = (page: Page): Promise<string[]> => page.locator('.record__ref a').allInnerTexts()
const asks = (page: Page, name: string): Promise<number> => page.evaluate(call => window.fake.asked.filter(one => one.name === call).length, name)

it('arrows, Page Down, End and Home move through the list, Enter opens, Back returns to the same row', async () => {
  const { page, close } = await pages.open('records')
  const grid = page.getByRole('grid')
  await grid.focus()
  const all = await refs(page)
  expect(await active(page)).toContain(all[0])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await active(page)).toContain(all[2])
  await page.keyboard.press('ArrowUp')
  expect(await active(page)).toContain(all[1])
  await page.keyboard.press('PageDown')
  expect(await active(page)).not.toContain(all[1])
  await page.keyboard.press('End')
  const last = page.locator('[role=row][aria-selected=true][aria-rowindex="1205"] .record__ref a')
  const ref = await last.innerText()
  const named = await grid.getAttribute('aria-activedescendant')
  expect(await page.locator(`[id="${named}"]`).getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: ref }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await page.getByRole('link', { name: 'Records' }).first().click()
  await last.filter({ hasText: ref }).waitFor()
  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  expect(await active(page)).toContain(all[0])
  await close()
})

it('a column is sorted by its name, and the other way round by pressing again', async () => {
  const { page, close } = await pages.open('records')
  await page.getByRole('button', { name: 'Reference' }).click()
  await page.getByRole('columnheader', { name: 'Reference' }).and(page.locator('[aria-sort=ascending]')).waitFor()
  await page.locator('.record__ref a').first().filter({ hasText: 'FLG-1-' }).waitFor()
  const up = await refs(page)
  expect(up).toEqual([...up].sort())
  await page.getByRole('button', { name: 'Reference' }).click()
  await page.locator('.record__ref a').first().filter({ hasText: 'YUM-2-' }).waitFor()
  await close()
})

it('typing asks once, when it pauses, and the address keeps what is looked for', async () => {
  const { page, close } = await pages.open('records', {}, { clock: 'running' })
  await page.getByText('1,204 records', { exact: true }).waitFor()
  const before = await asks(page, 'listRecords')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('gila gravity', { delay: 15 })
  await page.getByText(/records found$/).waitFor()
  expect((await asks(page, 'listRecords')) - before).toBeLessThanOrEqual(2)
  expect(await page.evaluate(() => window.location.hash)).toBe('#/records?search=gila+gravity')
  for (const title of await page.locator('.record__title').allInnerTexts()) expect(title).toMatch(/Gila Gravity|Record/)
  await close()
})

it('records that come in do not move the list: they are offered', async () => {
  const { page, close } = await pages.open('records')
  await page.locator('.record__ref a').first().waitFor()
  const before = await refs(page)
  await page.evaluate(() => window.fake.arrive(3))
  await page.getByText('3 more records now').waitFor()
  expect(await refs(page)).toEqual(before)
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByText('1,207 records', { exact: true }).waitFor()
  await page.locator('.record__ref a').first().filter({ hasText: 'YUM-2-9' }).waitFor()
  await close()
})

it('a failure says what to do and is gone after trying again', async () => {
  const { page, close } = await pages.open('records', { fail: { listRecords: 'disk-failed' } })
  await page.getByText('Code: disk-failed').waitFor()
  await page.evaluate(() => window.fake.fail('listRecords', null))
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('1,204 records', { exact: true }).waitFor()
  expect(await page.getByText('disk-failed').count()).toBe(0)
  await close()
})

/**
 * From one end of the list to the other in 60 steps, a frame each: the most rows that were in the page, and the most that the
 * page computed for one frame (ms of its own thread, which other programs on a shared machine do not lengthen).
 */
async function scrollThrough(page: Page): Promise<{ rows: number; work: number[] }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const worked = async (): Promise<number> => 1000 * (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value
  const work: number[] = []
  let rows = 0
  let before = await worked()
  for (let step = 0; step <= 60; step++) {
    const there = await page.evaluate(async part => {
      const grid = document.querySelector<HTMLElement>('[role=grid]')!
      grid.scrollTop = grid.scrollHeight * part
      await new Promise(requestAnimationFrame)
      return grid.querySelectorAll('[role=row]').length
    }, step / 60)
    const after = await worked()
    work.push(after - before)
    before = after
    rows = Math.max(rows, there)
  }
  return { rows, work: work.toSorted((a, b) => a - b) }
}

it('100,000 rows: under 200 in the page, bounded asks, and no step of a scroll from end to end freezes it', { timeout: 60_000 }, async () => {
  const { page, close } = await pages.open('records', { records: 100_000 }, { clock: 'running' })
  await page.getByText('100,000 records', { exact: true }).waitFor()
  await page.locator('.record__ref a').first().waitFor()
  const before = await asks(page, 'listRecords')
  const { rows, work } = await scrollThrough(page)
  await page.locator('[aria-rowindex="100001"] .record__ref').waitFor()
  expect(rows).toBeLessThan(200)
  expect(work.at(-1), 'the slowest step').toBeLessThan(200)
  expect(work[30], 'the middle step').toBeLessThan(100)
  expect((await asks(page, 'listRecords')) - before).toBeLessThan(150)
  await close()
})
