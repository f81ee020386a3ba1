import { Button, Checkbox } from '@trussworks/react-uswds'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { roles, type Output, type Role } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { ChoiceField, Field } from '../../parts/field.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { ExactMoment } from '../../parts/moment.tsx'
import { QrCode } from '../../parts/qr-code.tsx'

/** Hours by their names in the texts. */
const periods = { day: 24, week: 24 * 7, month: 24 * 30 } as const
type Period = keyof typeof periods
type Made = Output<'createInvitation'> & { readonly office: string }

/** Invite a desk: for which office, as what, for how long; then the invitation as text, file and QR code. */
export function InviteDialog({ offices, close }: { offices: readonly string[]; close(): void }) {
  const { t } = useTranslation()
  const [made, setMade] = useState<Made | null>(null)
  return (
    <Dialog wide={made !== null} title={made ? t('network.inviteDone') : t('network.inviteTitle')} close={close}>
      {made ? <Invitation made={made} close={close} /> : <Ask offices={offices} made={setMade} close={close} />}
    </Dialog>
  )
}

function Ask({ offices, made, close }: { offices: readonly string[]; made(made: Made): void; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const list = useId()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('clerk')
  const [oversight, setOversight] = useState(false)
  const [period, setPeriod] = useState<Period>('week')
  const form = useTried()
  const known = offices.includes(name.trim())
  const make = useAct(async () =>
    made({ ...(await office.createInvitation({ office: name.trim(), role, oversight: oversight && !known, hours: periods[period] })), office: name.trim() })
  )
  return (
    <DialogForm
      act={make}
      label={t('network.inviteAct')}
      busyText={t('network.inviteBusy')}
      send={() => {
        form.setTried()
        if (name.trim() !== '') void make.run()
      }}
      close={close}
    >
      <Field label={t('network.inviteOffice')} hint={t('network.inviteOfficeHint')} error={form.missing(name.trim())}>
        {ids => <input {...ids} className="usa-input" list={list} value={name} maxLength={200} required onChange={event => setName(event.target.value)} />}
      </Field>
      <datalist id={list}>
        {offices.map(one => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {!known && (
        <Checkbox
          id="invite-oversight"
          name="oversight"
          label={t('network.inviteOversight')}
          checked={oversight}
          onChange={event => setOversight(event.target.checked)}
        />
      )}
      <ChoiceField
        label={t('network.inviteRole')}
        value={role}
        change={value => setRole(roles.find(one => one === value) ?? 'clerk')}
        options={roles.map(one => ({ value: one, label: t(`frame.role.${one}`) }))}
      />
      <ChoiceField
        label={t('network.inviteHours')}
        value={period}
        change={value => setPeriod(value === 'day' || value === 'month' ? value : 'week')}
        options={(['day', 'week', 'month'] as const).map(one => ({ value: one, label: t(`network.hours.${one}`) }))}
      />
    </DialogForm>
  )
}

const fileName = (office: string): string => `${office.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'office'}.muniment-invitation`

function Invitation({ made, close }: { made: Made; close(): void }) {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('network.inviteDoneLead', { office: made.office })}</p>
      <div className="invitation">
        <div>
          <Field label={t('network.inviteText')}>
            {ids => <textarea {...ids} className="usa-textarea mono" readOnly rows={6} dir="ltr" value={made.text} onFocus={event => event.target.select()} />}
          </Field>
          <p className="quiet">
            {t('network.runsOut')} <ExactMoment at={made.expires} />
          </p>
        </div>
        <QrCode text={made.text} label={t('network.inviteQr')} otherwise={t('network.inviteNoQr')} />
      </div>
      <DialogFoot>
        <Button type="button" onClick={() => saveFile(fileName(made.office), made.text, 'text/plain')}>
          <Glyph sign="download" /> {t('network.inviteFile')}
        </Button>
        <CopyButton text={made.text} label={t('network.inviteCopy')} />
        <Button type="button" unstyled onClick={close}>
          {t('common.close')}
        </Button>
      </DialogFoot>
    </>
  )
}
