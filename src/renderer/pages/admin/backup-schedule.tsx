import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { PassphraseField, TextField } from '../../parts/field.tsx'
import type { Backups } from './backups-view.ts'

const whole = (text: string, max: number): number | null => (/^\d{1,4}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max ? Number(text) : null)

const DAYS = 365
const KEPT = 100

/** Every so many days, into which folder, how many are kept, and who can open them. */
export function BackupSchedule({ backups: { schedule, recovery }, close }: { backups: Backups; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [on, setOn] = useState(true)
  const [days, setDays] = useState(String(schedule?.days ?? 1))
  const [folder, setFolder] = useState(schedule?.folder ?? '')
  const [keep, setKeep] = useState(String(schedule?.keep ?? 7))
  const [passphrase, setPassphrase] = useState('')
  const form = useTried()
  const kept = schedule?.passphrase === true
  const save = useAct(async () => {
    const wanted = {
      days: whole(days, DAYS)!,
      folder,
      keep: whole(keep, KEPT)!,
      keepPassphrase: kept && passphrase === '',
      ...(passphrase === '' ? {} : { passphrase })
    }
    await office.setBackupSchedule({ schedule: on ? wanted : null })
    announce(t('admin.schedule.saved'))
    close()
  })
  const number = (text: string, max: number): string | undefined =>
    form.tried && whole(text, max) === null ? t('admin.schedule.number', { min: 1, max }) : undefined
  const unopened = !recovery && !kept && passphrase === ''
  const ready = !on || (whole(days, DAYS) !== null && whole(keep, KEPT) !== null && folder.trim() !== '' && !unopened)
  const hint = kept ? t('admin.schedule.passphraseKept') : recovery ? t('admin.schedule.passphraseRecovery') : t('admin.schedule.passphraseNeeded')
  return (
    <Dialog title={t('admin.schedule.title')} close={close} busy={save.busy}>
      <DialogForm
        act={save}
        label={t('admin.schedule.act')}
        busyText={t('admin.schedule.busy')}
        send={() => {
          form.setTried()
          if (ready) void save.run()
        }}
        close={close}
      >
        <p>{t('admin.schedule.lead')}</p>
        <Checkbox id="schedule-on" name="on" label={t('admin.schedule.on')} checked={on} onChange={event => setOn(event.target.checked)} />
        {on && (
          <>
            <TextField label={t('admin.schedule.days')} value={days} change={setDays} inputMode="numeric" maxLength={4} error={number(days, DAYS)} />
            <TextField
              label={t('admin.schedule.folder')}
              hint={t('admin.schedule.folderHint')}
              value={folder}
              change={setFolder}
              maxLength={4096}
              spellCheck={false}
              dir="ltr"
              error={form.missing(folder.trim())}
            />
            <TextField
              label={t('admin.schedule.keep')}
              hint={t('admin.schedule.keepHint')}
              value={keep}
              change={setKeep}
              inputMode="numeric"
              maxLength={4}
              error={number(keep, KEPT)}
            />
            <PassphraseField
              label={t('admin.schedule.passphrase')}
              hint={hint}
              value={passphrase}
              change={setPassphrase}
              autoComplete="new-password"
              error={unopened ? form.missing(passphrase) : undefined}
            />
          </>
        )}
      </DialogForm>
    </Dialog>
  )
}
