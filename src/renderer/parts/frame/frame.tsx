import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../office/context.tsx'
import { Notices } from './notices.tsx'
import { SideNav } from './side-nav.tsx'
import { StatusLine } from './status-line.tsx'
import { TopBar } from './top-bar.tsx'

/** Where a signed-in person works: top, pages at the side, one page, one line at the bottom that is always true. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const main = useRef<HTMLElement>(null)
  const [menu, setMenu] = useState(false)
  return (
    <div className={menu ? 'frame frame--menu' : 'frame'}>
      <a
        className="skip"
        href="#main"
        onClick={event => {
          // the address after # is the place: the jump is made here
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t('frame.skip')}
      </a>
      <TopBar menu={menu} toggleMenu={() => setMenu(!menu)} />
      <SideNav shown={menu} chosen={() => setMenu(false)} />
      <main ref={main} id="main" tabIndex={-1} className="frame__main">
        <Notices desk={desk} />
        {children}
      </main>
      <StatusLine />
    </div>
  )
}
