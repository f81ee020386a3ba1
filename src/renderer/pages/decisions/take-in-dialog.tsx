import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { submitted } from '../../parts/first-invalid.ts'
import { Trouble } from '../../parts/trouble.tsx'

/** A proposal that came by file. */
export function TakeInDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [file, setFile] = useState<File | null>(null)
  const [tried, setTried] = useState(false)
  const take = useAct(async (chosen: File) => {
    const { already } = await office.importMotion({ text: await chosen.text() })
    close()
    announce(already ? t('decisions.known') : t('decisions.takenIn'))
  })
  return (
    <Dialog title={t('decisions.takeInTitle')} close={close} busy={take.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (file) void take.run(file)
        }}
      >
        <FileField
          label={t('decisions.takeInTitle')}
          hint={t('decisions.takeInLead')}
          accept=".json"
          chosen={file}
          choose={setFile}
          error={tried && !file ? t('common.fillIn') : undefined}
        />
        <Trouble error={take.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={take.busy} busyText={t('decisions.nextBusy')}>
            {t('decisions.takeInAct')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
