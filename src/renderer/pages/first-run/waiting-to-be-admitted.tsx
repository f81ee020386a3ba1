import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readJoinWords } from '../../office/join-words.ts'
import { useDesk, useOffice } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { TakeFile } from '../stick/take-in.tsx'

/** Asked, not yet admitted. When the administrator has decided, the desk's state changes and this page goes by itself. */
export function WaitingToBeAdmitted() {
  const { t } = useTranslation()
  const desk = useDesk()
  const office = useOffice()
  const request = useAct(async () => {
    const { name, text } = await office.joinRequest({})
    saveFile(name, `${text}\n`, 'text/plain')
  })
  const [kept] = useState(readJoinWords)
  const name = desk.network?.name ?? kept?.network
  return (
    <Plain title={t('firstRun.waiting.title')} lead={name ? t('firstRun.waiting.lead', { network: name }) : t('firstRun.waiting.leadPlain')}>
      {kept ? <SixWords words={kept.words} label={t('firstRun.waiting.words')} /> : <p>{t('firstRun.waiting.noWords')}</p>}
      {desk.trouble && (
        <p>
          {desk.trouble.message} {desk.trouble.next}
        </p>
      )}
      <p>{t('firstRun.waiting.after')}</p>
      <div className="waiting__bar" />
      <details className="details">
        <summary>{t('stick.join.title')}</summary>
        <p>{t('firstRun.waiting.noNetwork')}</p>
        <Trouble error={request.error} level={2} />
        <BusyButton outline busy={request.busy} busyText={t('stick.join.request')} onClick={() => void request.run()}>
          {t('stick.join.request')}
        </BusyButton>
        <TakeFile hint={t('stick.join.answer')} />
      </details>
    </Plain>
  )
}
