import { useTranslation } from 'react-i18next'
import { useDesk, useReach } from '../../office/context.tsx'
import { deskName } from '../../office/words.ts'
import { Glyph } from '../icon.tsx'
import { Mark } from './mark.tsx'
import { PersonMenu } from './person-menu.tsx'
import { QuickSearch } from './quick-search.tsx'

export function TopBar({ menu, toggleMenu }: { menu: boolean; toggleMenu(): void }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const reads = useReach('viewer')
  return (
    <header className="top">
      <button type="button" className="top__menu" aria-expanded={menu} aria-controls="pages" onClick={toggleMenu}>
        <Glyph sign={menu ? 'close' : 'menu'} />
        <span>{t('frame.menu')}</span>
      </button>
      <Mark />
      <div className="top__where">
        <bdi className="top__network">{desk.network?.name}</bdi>
        <bdi className="top__office">{deskName({ office: desk.office?.name ?? null, desk: desk.desk?.name ?? null })}</bdi>
      </div>
      {reads && <QuickSearch />}
      <PersonMenu />
    </header>
  )
}
