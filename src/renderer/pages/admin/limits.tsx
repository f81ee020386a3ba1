import { Alert } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useOffice, useReach } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { sizeOf } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** How much of the line this desk takes, and how much it may hold; and what waits for want of room. */
export function Limits() {
  const { t, i18n } = useTranslation()
  const now = useCall('limits', {})
  const files = useReach('clerk')
  return (
    <section className="card" aria-labelledby="limits-title">
      <h2 id="limits-title">{t('admin.limits.title')}</h2>
      {now.value && (
        <>
          <p>
            {now.value.budget === null
              ? t('admin.limits.held', { held: sizeOf(now.value.held, i18n.language) })
              : t('admin.limits.heldOf', { held: sizeOf(now.value.held, i18n.language), budget: now.value.budget })}
          </p>
          <Waiting limits={now.value} />
          {files ? <Settings key={`${now.value.cap} ${now.value.budget}`} limits={now.value} /> : <p className="quiet">{t('admin.limits.asks')}</p>}
        </>
      )}
      <Trouble error={now.error} level={3} />
    </section>
  )
}

/** Asked before it is exceeded: what is not here yet, and that it is for want of room. */
export function Waiting({ limits }: { limits: Output<'limits'> }) {
  const { t } = useTranslation()
  if (!limits.waiting) return null
  return (
    <Alert type="warning" slim>
      {t('admin.limits.waiting', limits.lacking)}
    </Alert>
  )
}

const wanted = (text: string): number | null => (text.trim() === '' ? null : Number(text))

function Settings({ limits }: { limits: Output<'limits'> }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [cap, setCap] = useState(limits.cap === null ? '' : String(limits.cap))
  const [budget, setBudget] = useState(limits.budget === null ? '' : String(limits.budget))
  const save = useAct(async () => {
    await office.setLimits({ cap: wanted(cap), budget: wanted(budget) })
    announce(t('admin.limits.saved'))
  })
  return (
    <>
      <TextField label={t('admin.limits.cap')} hint={t('admin.limits.capHint')} type="number" min={8} max={1_000_000} value={cap} change={setCap} />
      <TextField
        label={t('admin.limits.budget')}
        hint={t('admin.limits.budgetHint')}
        type="number"
        min={16}
        max={100_000_000}
        value={budget}
        change={setBudget}
      />
      <Trouble error={save.error} level={3} />
      <p className="row">
        <BusyButton outline busy={save.busy} busyText={t('admin.limits.save')} onClick={() => void save.run()}>
          {t('admin.limits.save')}
        </BusyButton>
      </p>
    </>
  )
}
