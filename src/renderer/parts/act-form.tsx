import { Button } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfficeError } from '../../shared/errors.ts'
import { BusyButton } from './busy-button.tsx'
import { DialogFoot } from './dialog.tsx'
import { submitted } from './first-invalid.ts'
import { Trouble } from './trouble.tsx'

interface Act {
  /** What sending does: whether it is under way, and how it failed. */
  act: { readonly busy: boolean; readonly error: OfficeError | undefined }
  /** On the button that sends; null where there is nothing to send. */
  label: string | null
  busyText: string
  send(): void
  children: ReactNode
}

interface InDialog extends Act {
  disabled?: boolean
  /** What is sent takes something away. */
  secondary?: boolean
  /** On the way out; “Cancel” unless said otherwise. */
  leave?: string
  close(): void
}

/** What is filled in or agreed to in a dialog: its fields, why it failed, and at the foot the way on and the way out. */
export function DialogForm({ disabled = false, secondary = false, leave, close, children, ...act }: InDialog) {
  const { t } = useTranslation()
  return (
    <ActForm send={act.send}>
      {children}
      <Trouble error={act.act.error} level={3} />
      <DialogFoot>
        <Send {...act} disabled={disabled} secondary={secondary} />
        <Button type="button" unstyled onClick={close}>
          {leave ?? t('common.cancel')}
        </Button>
      </DialogFoot>
    </ActForm>
  )
}

interface OnPage extends Act {
  /** Over what failed. */
  failed?: string
  /** On the way back; “Back” unless said otherwise. */
  leave?: string
  back(): void
}

/** The same as a step of its own, before anybody is signed in: there is no way back while it is under way. */
export function StepForm({ failed, leave, back, children, ...act }: OnPage) {
  const { t } = useTranslation()
  return (
    <ActForm send={act.send}>
      {children}
      <Trouble error={act.act.error} {...(failed === undefined ? {} : { title: failed })} />
      <div className="row row--acts">
        <Send {...act} disabled={false} secondary={false} />
        <Button type="button" unstyled onClick={back} disabled={act.act.busy}>
          {leave ?? t('common.back')}
        </Button>
      </div>
    </ActForm>
  )
}

function ActForm({ send, children }: Pick<Act, 'send' | 'children'>) {
  return (
    <form
      noValidate
      onSubmit={event => {
        submitted(event)
        send()
      }}
    >
      {children}
    </form>
  )
}

function Send({ act, label, busyText, disabled, secondary }: Omit<Act, 'send' | 'children'> & { disabled: boolean; secondary: boolean }) {
  if (label === null) return null
  return (
    <BusyButton type="submit" secondary={secondary} disabled={disabled} busy={act.busy} busyText={busyText}>
      {label}
    </BusyButton>
  )
}
