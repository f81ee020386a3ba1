import { Button } from '@trussworks/react-uswds'
import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<typeof Button>, 'type'> & { type?: 'button' | 'submit'; busy: boolean; busyText: string }

/** A button that says what is under way, and can not be pressed twice. It keeps the focus meanwhile. */
export function BusyButton({ busy, busyText, children, onClick, type = 'button', ...rest }: Props) {
  return (
    <Button {...rest} type={type} aria-disabled={busy} onClick={event => (busy ? event.preventDefault() : onClick?.(event))}>
      {busy ? (
        <>
          <span className="spinner" aria-hidden="true" />
          {busyText}
        </>
      ) : (
        children
      )}
    </Button>
  )
}
