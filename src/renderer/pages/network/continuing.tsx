import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Continuing as Request } from '../../../shared/contract.ts'
import { useDesk, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { AdmitOrRefuse } from './admit-or-refuse.tsx'

/** A request is a few hundred characters; the contract takes 16 KiB. */
const LONGEST = 16_384

/** At the desk that keeps the registry: desks that may not sign any more and ask for a new key. First on the page when there are some. */
export function Continuing({ when }: { when: 'waiting' | 'none' }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const waiting = useCall('listContinuing', {}, desk.registryHere)
  const some = (waiting.value?.length ?? 0) > 0
  if (!desk.registryHere || some !== (when === 'waiting')) return null
  return (
    <section className={some ? 'card card--attention' : 'card'} aria-labelledby="continuing-title">
      <h2 id="continuing-title">{t('signing.requests')}</h2>
      {waiting.value && waiting.value.length > 0 && (
        <ul className="requests">
          {waiting.value.map(request => (
            <OneRequest key={request.id} request={request} />
          ))}
        </ul>
      )}
      <TakeFile />
    </section>
  )
}

function OneRequest({ request }: { request: Request }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const { id, person, desk, cut, here, held } = request
  return (
    <li>
      <h3>{request.newDesk ? t('signing.requestDesk', { person, desk }) : t('signing.requestPerson', { person, desk })}</h3>
      <p className="quiet">
        <bdi>{request.office}</bdi> · <Moment at={request.at} kind="claimed" />
      </p>
      {request.newDesk && (
        <p>{request.ends ? t('signing.requestCut', { count: cut, here, held: held ?? t('signing.heldUnknown') }) : t('signing.requestCopy')}</p>
      )}
      <p>{t('signing.compare', { person })}</p>
      <AdmitOrRefuse
        id={id}
        words={request.words}
        text={{
          words: t('signing.askedWords'),
          agree: t('signing.agree'),
          admit: t('signing.admit'),
          admitBusy: t('signing.admitBusy'),
          refuse: t('signing.refuse')
        }}
        admit={async () => {
          await office.admitContinuing({ id })
          return () => announce(t('signing.admitted', { person }))
        }}
        refuse={async () => {
          await office.refuseContinuing({ id })
          return () => announce(t('signing.refused'))
        }}
      />
    </li>
  )
}

function TakeFile() {
  const { t } = useTranslation()
  const office = useOffice()
  const [file, setFile] = useState<File | null>(null)
  const take = useAct(async (chosen: File) => {
    await office.takeContinuing({ text: (await chosen.slice(0, LONGEST).text()).trim() })
    setFile(null)
  })
  return (
    <>
      <FileField label={t('signing.take')} chosen={file} choose={setFile} />
      <Trouble error={take.error} level={3} />
      <BusyButton outline busy={take.busy} busyText={t('signing.takeAct')} disabled={file === null} onClick={() => file && void take.run(file)}>
        {t('signing.takeAct')}
      </BusyButton>
    </>
  )
}
