import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Page } from '../../parts/page.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { Chains } from './chains.tsx'
import { allFindings } from './finding-groups.ts'
import { Findings } from './findings.tsx'
import { InBackground } from './in-background.tsx'
import { VerdictCard } from './verdict-card.tsx'
import { VerifyProgress } from './verify-progress.tsx'

/** Is every chain sound, and what do we not know? */
export function IntegrityPage() {
  const { t } = useTranslation()
  const office = useOffice()
  const job = useCall('verifyJob', {})
  const start = useAct(async () => {
    await office.startVerify({})
    job.again()
  })
  const running = job.value?.state === 'running'
  const verdict = job.value?.verdict ?? null
  return (
    <Page
      title={t('integrity.title')}
      lead={t('integrity.lead')}
      acts={
        !running && (
          <BusyButton busy={start.busy} busyText={t('integrity.verify')} onClick={() => void start.run()}>
            {verdict ? t('integrity.verifyAgain') : t('integrity.verify')}
          </BusyButton>
        )
      }
    >
      <Trouble error={start.error} />
      <Answered of={job}>
        {value => (
          <>
            {value.state === 'running' ? <VerifyProgress job={value} /> : <VerdictCard job={value} />}
            {!running && allFindings(value).length > 0 && <Findings findings={allFindings(value)} />}
            {!running && <InBackground job={value} />}
          </>
        )}
      </Answered>
      <Chains verdict={running ? null : verdict} findings={job.value && !running ? allFindings(job.value) : []} at={job.value?.at ?? null} />
    </Page>
  )
}
