import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readJoinWords } from '../../office/join-words.ts'
import { useDesk } from '../../office/context.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { SixWords } from '../../parts/six-words.tsx'

/** Asked, not yet admitted. When the administrator has decided, the desk's state changes and this page goes by itself. */
export function WaitingToBeAdmitted() {
  const { t } = useTranslation()
  const desk = useDesk()
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
      <p className="usa-hint">{t('firstRun.waiting.noNetwork')}</p>
      <div className="waiting__bar" />
    </Plain>
  )
}
