import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** A request is a few hundred characters; the contract takes 16 KiB. */
const LONGEST = 16_384

/** At the desk that keeps the registry: somebody who can not reach it has sent the request by hand. It then waits like any other. */
export function RequestByFile() {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const desk = useDesk()
  const [file, setFile] = useState<File | null>(null)
  const take = useAct(async (chosen: File) => {
    const { state } = await office.takeJoinRequest({ text: (await chosen.slice(0, LONGEST).text()).trim() })
    setFile(null)
    announce(t(state === 'waiting' ? 'stick.join.taken' : state === 'admitted' ? 'stick.join.admitted' : 'stick.join.refused'))
  })
  if (!desk.registryHere) return null
  return (
    <section className="card" aria-labelledby="join-file-title">
      <h2 id="join-file-title">{t('stick.join.take')}</h2>
      <FileField label={t('stick.in.file')} chosen={file} choose={setFile} />
      <Trouble error={take.error} level={3} />
      <BusyButton outline busy={take.busy} busyText={t('stick.join.takeAct')} disabled={file === null} onClick={() => file && void take.run(file)}>
        {t('stick.join.takeAct')}
      </BusyButton>
    </section>
  )
}
