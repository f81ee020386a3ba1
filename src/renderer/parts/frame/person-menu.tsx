import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { densities, keepAppearance, readAppearance, themes, type Appearance } from '../../office/appearance.ts'
import { useMe, useOffice } from '../../office/context.tsx'
import { saveAll } from '../../office/unsaved.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { Glyph } from '../icon.tsx'
import { Trouble } from '../trouble.tsx'
import { keepLeaving } from './leaving.ts'
import { SignOutDialog } from './sign-out-dialog.tsx'

/** Who is here; lock, switch, sign out; how the page looks. */
export function PersonMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const office = useOffice()
  const menu = useRef<HTMLDivElement | null>(null)
  const [open, setOpen] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const status = useCall('status', {})
  const leave = useAct(async (how: 'lock' | 'switch') => {
    await saveAll()
    keepLeaving({ person: how === 'lock' ? me.name : null, onlyHere: (await office.signOut({})).onlyHere })
  })
  const signOut = (): void => {
    menu.current?.hidePopover()
    if ((status.value?.onlyHere ?? 0) > 0) setLeaving(true)
    else void leave.run('switch')
  }
  return (
    <>
      <button type="button" className="top__person" popoverTarget="person-menu" aria-expanded={open} aria-haspopup="dialog">
        <Glyph sign="person" />
        <bdi className="top__name">{me.name}</bdi>
        <Glyph sign="more" className="top__more" />
        <span className="usa-sr-only">{t('frame.person')}</span>
      </button>
      <div
        ref={menu}
        id="person-menu"
        popover="auto"
        className="menu"
        role="dialog"
        aria-label={t('frame.person')}
        onToggle={event => setOpen(event.newState === 'open')}
      >
        <p className="menu__who">
          <bdi>{me.name}</bdi>
          <span className="quiet">{t(`frame.role.${me.role ?? 'none'}`)}</span>
        </p>
        <Trouble error={leave.error} level={3} />
        <div className="menu__acts">
          <button type="button" onClick={() => void leave.run('lock')}>
            <Glyph sign="lock" /> {t('frame.lock')}
          </button>
          <button type="button" onClick={() => void leave.run('switch')}>
            <Glyph sign="switch" /> {t('frame.switch')}
          </button>
          <button type="button" onClick={signOut}>
            <Glyph sign="signOut" /> {t('frame.signOut')}
          </button>
        </div>
        <Looks />
      </div>
      {leaving && (
        <SignOutDialog
          onlyHere={status.value?.onlyHere ?? 0}
          leave={() => leave.run('switch')}
          busy={leave.busy}
          error={leave.error}
          close={() => setLeaving(false)}
        />
      )}
    </>
  )
}

function Looks() {
  const { t } = useTranslation()
  const [looks, setLooks] = useState<Appearance>(readAppearance)
  const change = (part: Partial<Appearance>): void => {
    const next = { ...looks, ...part }
    setLooks(next)
    keepAppearance(next)
  }
  return (
    <div className="menu__looks">
      <label htmlFor="looks-theme">{t('frame.appearance')}</label>
      <select
        id="looks-theme"
        className="usa-select"
        value={looks.theme}
        onChange={event => change({ theme: themes.find(theme => theme === event.target.value) ?? 'system' })}
      >
        {themes.map(theme => (
          <option key={theme} value={theme}>
            {t(`frame.theme.${theme}`)}
          </option>
        ))}
      </select>
      <label htmlFor="looks-density">{t('frame.density')}</label>
      <select
        id="looks-density"
        className="usa-select"
        value={looks.density}
        onChange={event => change({ density: densities.find(density => density === event.target.value) ?? 'comfortable' })}
      >
        {densities.map(density => (
          <option key={density} value={density}>
            {t(`frame.densities.${density}`)}
          </option>
        ))}
      </select>
      <label htmlFor="looks-language">{t('frame.language')}</label>
      <select id="looks-language" className="usa-select" defaultValue="en">
        <option value="en">{t('frame.english')}</option>
      </select>
    </div>
  )
}
