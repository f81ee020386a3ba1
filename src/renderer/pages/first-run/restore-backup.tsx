import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFiles, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { PassphraseField, TextField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'

export function RestoreBackup({ back }: { back(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const announce = useAnnounce()
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [person, setPerson] = useState('')
  const [tried, setTried] = useState(false)
  const restore = useAct(async (from: File) => {
    const { sha256 } = await files.put(new Uint8Array(await from.arrayBuffer()))
    // the desk's new state opens the sign-in by itself: what was done is said there
    const { records, network } = await office.restoreBackup({ sha256, passphrase, person })
    announce(t('firstRun.restoreForm.done', { records, network }))
  })
  return (
    <Plain title={t('firstRun.restoreForm.title')} lead={t('firstRun.restoreForm.lead')}>
      <form
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (file && passphrase !== '' && person.trim() !== '') void restore.run(file)
        }}
      >
        <FileField
          label={t('firstRun.restoreForm.file')}
          hint={t('firstRun.restoreForm.fileHint')}
          chosen={file}
          choose={setFile}
          error={tried && !file ? t('common.fillIn') : undefined}
        />
        <PassphraseField
          label={t('firstRun.restoreForm.passphrase')}
          value={passphrase}
          change={setPassphrase}
          autoComplete="off"
          error={tried && passphrase === '' ? t('common.fillIn') : undefined}
        />
        <TextField
          label={t('firstRun.startForm.person')}
          hint={t('firstRun.restoreForm.personHint')}
          value={person}
          change={setPerson}
          maxLength={200}
          autoComplete="name"
          error={tried && person.trim() === '' ? t('common.fillIn') : undefined}
        />
        <Trouble error={restore.error} />
        <div className="row row--acts">
          <BusyButton type="submit" busy={restore.busy} busyText={t('firstRun.restoreForm.busy')}>
            {t('firstRun.restoreForm.act')}
          </BusyButton>
          <Button type="button" unstyled onClick={back} disabled={restore.busy}>
            {t('common.back')}
          </Button>
        </div>
      </form>
    </Plain>
  )
}
