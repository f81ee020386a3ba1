import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { TakeAlong } from './take-along.tsx'
import { TakeIn } from './take-in.tsx'

const CARRIED = ['blocks', 'contents', 'statements', 'not'] as const

/** Records carried by hand, both ways. `office`: for whom, where the person has come with one in mind. */
export function StickPage({ office }: { office: string }) {
  const { t } = useTranslation()
  const status = useCall('status', {})
  const [receiver, setReceiver] = useState(office)
  const onlyHere = status.value?.onlyHere ?? 0
  return (
    <Page
      title={t('stick.title')}
      lead={t('stick.lead')}
      above={
        <a className="back" href={addressOf({ page: 'network' })}>
          <Glyph sign="back" /> {t('stick.back')}
        </a>
      }
    >
      {onlyHere > 0 && <p role="status">{t('stick.onlyHere', { count: onlyHere })}</p>}
      <div className="halves">
        <TakeAlong receiver={receiver} choose={setReceiver} />
        <TakeIn back={setReceiver} />
      </div>
      <section className="card" aria-labelledby="carried-title">
        <h2 id="carried-title">{t('stick.carries.title')}</h2>
        <ul className="usa-list">
          {CARRIED.map(what => (
            <li key={what}>{t(`stick.carries.${what}`)}</li>
          ))}
        </ul>
      </section>
    </Page>
  )
}
