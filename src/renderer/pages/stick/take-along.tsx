import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { takeDownload } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { ChoiceField } from '../../parts/field.tsx'
import { ExactMoment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** Out: for which office, what would go along, then the file. */
export function TakeAlong({ receiver, choose }: { receiver: string; choose(office: string): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const network = useCall('network', {})
  const [whole, setWhole] = useState(false)
  const others = network.value?.offices.filter(one => one.desks.some(desk => !desk.mine && desk.why !== 'revoked')) ?? []
  const wish = others.some(one => one.name === receiver) ? { office: receiver, whole } : {}
  const plan = useCall('planBundle', wish, others.length > 0)
  const out = useAct(async () => {
    const { download, name } = await office.exportBundle(wish)
    takeDownload(download, name)
    announce(t('stick.out.done', { name }))
  })
  return (
    <section className="card" aria-labelledby="along-title">
      <h2 id="along-title">{t('stick.out.title')}</h2>
      {network.value && others.length === 0 ? (
        <p>{t('stick.out.nobody')}</p>
      ) : (
        <>
          <ChoiceField
            label={t('stick.out.for')}
            value={wish.office ?? ''}
            change={choose}
            options={[{ value: '', label: t('stick.out.everyone') }, ...others.map(one => ({ value: one.name, label: one.name }))]}
          />
          {wish.office !== undefined && (
            <Checkbox
              id="stick-whole"
              name="whole"
              label={t('stick.out.whole')}
              labelDescription={t('stick.out.wholeHint')}
              checked={whole}
              onChange={event => setWhole(event.target.checked)}
            />
          )}
          {plan.value && (
            <div role="status">
              <p>
                {plan.value.lines === 0 && plan.value.contents === 0
                  ? t('stick.out.level', { office: wish.office ?? '' })
                  : t('stick.out.plan', { count: plan.value.lines, all: plan.value.all })}{' '}
                {t('stick.out.sealed', { desks: plan.value.desks.join(', ') })}
              </p>
              {plan.value.said !== null && wish.office !== undefined && (
                <p className="quiet">
                  {t('stick.out.said', { office: wish.office })} <ExactMoment at={plan.value.said} />
                </p>
              )}
              {wish.office !== undefined && !whole && plan.value.said === null && <p className="quiet">{t('stick.out.unknown', { office: wish.office })}</p>}
            </div>
          )}
          <Trouble error={plan.error ?? out.error} level={3} />
          <BusyButton busy={out.busy} busyText={t('stick.out.busy')} onClick={() => void out.run()}>
            {t('stick.out.act')}
          </BusyButton>
        </>
      )}
    </section>
  )
}
