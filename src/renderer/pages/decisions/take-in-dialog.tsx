import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { FileField } from '../../parts/file-field.tsx'

/** A proposal that came by file. */
export function TakeInDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [file, setFile] = useState<File | null>(null)
  const form = useTried()
  const take = useAct(async (chosen: File) => {
    const { already } = await office.importMotion({ text: await chosen.text() })
    close()
    announce(already ? t('decisions.known') : t('decisions.takenIn'))
  })
  return (
    <Dialog title={t('decisions.takeInTitle')} close={close} busy={take.busy}>
      <DialogForm
        act={take}
        label={t('decisions.takeInAct')}
        busyText={t('decisions.nextBusy')}
        send={() => {
          form.setTried()
          if (file) void take.run(file)
        }}
        close={close}
      >
        <FileField
          label={t('decisions.takeInFile')}
          hint={t('decisions.takeInLead')}
          accept=".json"
          chosen={file}
          choose={setFile}
          error={form.missing(file)}
        />
      </DialogForm>
    </Dialog>
  )
}
