import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Glyph } from './icon.tsx'

interface Props {
  title: string
  /** Escape, the cross, and whatever the dialog's own buttons call. */
  close(): void
  /** While something can not be taken back, the dialog stays. */
  busy?: boolean
  wide?: boolean
  children: ReactNode
}

/**
 * A modal on the browser's own `<dialog>`: the rest of the page is inert, focus stays inside and goes back to where it was,
 * Escape closes.
 */
export function Dialog({ title, close, busy = false, wide = false, children }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = box.current
    const before = document.activeElement
    if (dialog && !dialog.open) {
      dialog.showModal()
      // the first thing to fill in or press, rather than the cross
      const all = dialog.querySelectorAll<HTMLElement>('form :is(input, select, textarea), .dialog__foot button, textarea')
      Array.from(all)
        .find(one => one.checkVisibility())
        ?.focus()
    }
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={box}
      className={wide ? 'dialog dialog--wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault()
        if (!busy) close()
      }}
      onClose={() => {
        // a browser lets a second Escape through; then the page must not believe that the dialog is still there
        if (box.current?.isConnected) close()
      }}
    >
      <div className="dialog__head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" title={t('common.close')} onClick={close} disabled={busy}>
          <Glyph sign="close" />
          <span className="usa-sr-only">{t('common.close')}</span>
        </button>
      </div>
      {children}
    </dialog>
  )
}

export const DialogFoot = ({ children }: { children: ReactNode }) => <div className="dialog__foot">{children}</div>
