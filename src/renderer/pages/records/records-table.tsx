import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { go, type RecordsView } from '../../office/place.ts'
import { useNewest } from '../../office/use-newest.ts'
import { RecordLine } from './record-line.tsx'
import { TableHead } from './table-head.tsx'
import type { RecordPages } from './use-record-pages.ts'

/** Below these widths (rem) a record takes two lines, or three. */
const NARROW = 58
const TINY = 30

/** Rows of the page that are used again for others as the list moves; more than any window shows. */
const POOL = 256

/** Where the person was in a list, for when they come back to it. */
const placesLeft = new Map<string, { active: number; offset: number }>()

interface Props {
  pages: RecordPages
  total: number
  view: RecordsView
  change(part: Partial<RecordsView>): void
}

/** Any number of records, of which only those on screen exist. One row is active; arrows move it, Enter opens. */
export function RecordsTable({ pages, total, view, change }: Props) {
  const { t } = useTranslation()
  const grid = useRef<HTMLDivElement>(null)
  const id = useId()
  const { lines, rowHeight } = useMeasure(grid)
  const listKey = JSON.stringify(view)
  const [left] = useState(() => placesLeft.get(listKey))
  const [active, setActive] = useState(left?.active ?? 0)
  const current = Math.min(active, total - 1)
  const rangeExtractor = useCallback((range: Range) => [...new Set([...defaultRangeExtractor(range), current])].sort((a, b) => a - b), [current])
  // oxlint-disable-next-line react/incompatible-library -- its functions change with each scroll, and nothing here is memoised over them
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    rangeExtractor,
    initialOffset: left?.offset ?? 0,
    scrollPaddingStart: rowHeight,
    paddingStart: 0
  })
  useEffect(() => virtual.measure(), [virtual, rowHeight])
  const shown = virtual.range
  useEffect(() => {
    if (shown) pages.want(shown.startIndex - 20, shown.endIndex + 20)
  }, [pages, shown])
  useStartOver(listKey, () => {
    setActive(0)
    virtual.scrollToOffset(0)
  })
  // before the element goes: afterwards it has no place to scroll in
  useLayoutEffect(() => {
    const element = grid.current
    return () => void placesLeft.set(listKey, { active: current, offset: element?.scrollTop ?? 0 })
  }, [listKey, current])

  const open = (index: number): void => {
    const row = pages.rowAt(index)
    if (row) go({ page: 'record', record: row.ref })
  }
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(total - 1, to))
    setActive(next)
    virtual.scrollToIndex(next)
  }
  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return
    const screen = Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowHeight) - 2)
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(current + 1),
      ArrowUp: () => move(current - 1),
      PageDown: () => move(current + screen),
      PageUp: () => move(current - screen),
      Home: () => move(0),
      End: () => move(total - 1),
      Enter: () => open(current)
    }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    step()
  }
  return (
    <div
      ref={grid}
      role="grid"
      tabIndex={0}
      aria-label={t('records.table')}
      aria-rowcount={total + 1}
      aria-colcount={8}
      aria-busy={pages.searching}
      aria-activedescendant={`${id}-${current}`}
      className={['records', 'records records--narrow', 'records records--narrow records--tiny'][lines - 1]}
      onKeyDown={pressed}
    >
      <TableHead view={view} change={change} />
      <div role="rowgroup" className="records__body" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(item => (
          <RecordLine
            key={item.index === current ? 'active' : item.index % POOL}
            id={`${id}-${item.index}`}
            index={item.index}
            start={item.start}
            height={rowHeight}
            row={pages.rowAt(item.index)}
            active={item.index === current}
            activate={() => setActive(item.index)}
            open={() => open(item.index)}
          />
        ))}
      </div>
    </div>
  )
}

/** Calls `start` when another list is shown, not for the first. */
function useStartOver(listKey: string, start: () => void): void {
  const before = useRef(listKey)
  const newest = useNewest(start)
  useEffect(() => {
    if (before.current === listKey) return
    before.current = listKey
    newest.current()
  }, [listKey, newest])
}

/** Lines a record (1 to 3) and row height (px) from the element, the person's text size and density. */
function useMeasure(element: { readonly current: HTMLElement | null }): { lines: number; rowHeight: number } {
  const [measure, setMeasure] = useState({ lines: 1, rowHeight: 40 })
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    const take = (): void => {
      const style = getComputedStyle(document.documentElement)
      const rem = Number.parseFloat(style.fontSize)
      const row = Number.parseFloat(style.getPropertyValue('--mun-row')) || 2.5
      const width = box.clientWidth / rem
      const lines = width < TINY ? 3 : width < NARROW ? 2 : 1
      const rowHeight = Math.round((row + 1.4 * (lines - 1)) * rem)
      setMeasure(before => (before.lines === lines && before.rowHeight === rowHeight ? before : { lines, rowHeight }))
    }
    take()
    const observer = new ResizeObserver(take)
    observer.observe(box)
    const looks = new MutationObserver(take)
    looks.observe(document.documentElement, { attributeFilter: ['data-density'] })
    return () => {
      observer.disconnect()
      looks.disconnect()
    }
  }, [element])
  return measure
}
