import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { allRecords, go, usePlace } from '../../office/place.ts'
import { Glyph } from '../icon.tsx'

/** Search over everything, from any page, by Ctrl K. On the records page that page's own field is meant. */
export function QuickSearch() {
  const { t } = useTranslation()
  const { place } = usePlace()
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      const own = document.querySelector<HTMLInputElement>('[data-page-search]')
      const field = own ?? input.current
      field?.focus()
      field?.select()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])
  if (place.page === 'records') return <span className="top__space" />
  return (
    <search className="top__search">
      <form
        onSubmit={event => {
          event.preventDefault()
          go({ page: 'records', view: { ...allRecords, search: text.trim() } })
          setText('')
        }}
      >
        <Glyph sign="search" />
        <input
          ref={input}
          type="search"
          value={text}
          onChange={event => setText(event.target.value)}
          aria-label={t('frame.search')}
          aria-keyshortcuts="Control+K"
          placeholder={t('frame.search')}
          maxLength={200}
        />
        <kbd aria-hidden="true">{t('frame.searchKeys')}</kbd>
      </form>
    </search>
  )
}
