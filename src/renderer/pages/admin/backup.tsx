import { Alert, AlertHeading, Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { exactDay, sizeOf } from '../../office/words.ts'
import { Moment, useNow } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { BackupDrill } from './backup-drill.tsx'
import { BackupMake } from './backup-make.tsx'
import { BackupSchedule } from './backup-schedule.tsx'
import type { Backups } from './backups-view.ts'
import { DrillResult } from './drill-result.tsx'

type Opened = 'make' | 'plan' | 'try' | null

/** The last backup and its age, the schedule and how it fares, what is under way; and the four things one does about it. */
export function Backup() {
  const { t } = useTranslation()
  const { value, error, again } = useCall('backups', {})
  const office = useOffice()
  const [opened, open] = useState<Opened>(null)
  const run = useAct(() => office.runBackup({}))
  const close = (): void => open(null)
  return (
    <section className="card" aria-labelledby="backup-title">
      <h2 id="backup-title">{t('admin.backup.title')}</h2>
      <p>{t('admin.backup.lead')}</p>
      <Trouble error={error} again={again} level={3} />
      {value && (
        <>
          <Facts backups={value} />
          {value.trouble && (
            <Alert type="warning" className="margin-bottom-2">
              <AlertHeading level="h3">{t('admin.backup.trouble')}</AlertHeading>
              <p className="usa-alert__text">
                <Moment at={value.trouble.at} kind="measured" />: {value.trouble.message} {value.trouble.next}
              </p>
            </Alert>
          )}
          <Job job={value.job} />
        </>
      )}
      <Trouble error={run.error} level={3} />
      <p className="row row--acts">
        <Button type="button" outline onClick={() => open('make')}>
          {t('admin.backup.make')}
        </Button>
        <Button type="button" outline onClick={() => open('plan')} disabled={!value}>
          {t('admin.backup.plan')}
        </Button>
        {value?.schedule && (
          <Button type="button" outline disabled={value.job.state === 'running'} onClick={() => void run.run()}>
            {t('admin.backup.now')}
          </Button>
        )}
        <Button type="button" outline onClick={() => open('try')} disabled={!value || value.job.state === 'running'}>
          {t('admin.backup.try')}
        </Button>
      </p>
      {opened === 'make' && value && <BackupMake recovery={value.recovery} close={close} />}
      {opened === 'plan' && value && <BackupSchedule backups={value} close={close} />}
      {opened === 'try' && value && <BackupDrill backups={value} close={close} />}
    </section>
  )
}

function Facts({ backups: { last, schedule, next } }: { backups: Backups }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const place = (at: string): string => (at === 'download' ? t('admin.backup.download') : t('admin.backup.at', { place: at }))
  return (
    <dl className="facts">
      <dt>{t('admin.backup.last')}</dt>
      <dd>
        {last ? (
          <>
            <Moment at={last.at} kind="measured" />, {t('admin.backup.what', { records: last.records, size: sizeOf(last.size, i18n.language) })},{' '}
            <bdi>{place(last.place)}</bdi>
            <span className="usa-hint">
              {Date.parse(last.expires) <= now ? t('admin.backup.expired') : t('admin.backup.expires', { day: exactDay(last.expires, i18n.language) })}
            </span>
          </>
        ) : (
          t('admin.backup.never')
        )}
      </dd>
      <dt>{t('admin.backup.next')}</dt>
      <dd>
        {schedule && next ? (
          <>
            <Moment at={next} kind="measured" />
            <span className="usa-hint">{t('admin.backup.every', { count: schedule.days, folder: schedule.folder, keep: schedule.keep })}</span>
          </>
        ) : (
          t('admin.backup.off')
        )}
      </dd>
    </dl>
  )
}

function Job({ job }: { job: Backups['job'] }) {
  const { t } = useTranslation()
  const office = useOffice()
  const cancel = useAct(() => office.cancelCopy({}))
  if (job.state === 'running')
    return (
      <div className="row" role="group" aria-label={t(`admin.backup.running.${job.stage}`)}>
        <label>
          {t(`admin.backup.running.${job.stage}`)}…{' '}
          <progress max={Math.max(1, job.total)} value={job.total === 0 ? undefined : Math.min(job.done, job.total)} />
        </label>
        <Button type="button" unstyled onClick={() => void cancel.run()}>
          {t('admin.backup.cancel')}
        </Button>
      </div>
    )
  return (
    <div role="status">
      {job.state === 'cancelled' && (
        <Alert type="info" slim>
          {t('admin.backup.cancelled')}
        </Alert>
      )}
      {job.state === 'failed' && job.error && (
        <Alert type="error">
          <AlertHeading level="h3">{t('admin.backup.failed')}</AlertHeading>
          <p className="usa-alert__text">
            {job.error.message} {job.error.next}
          </p>
        </Alert>
      )}
      {job.state === 'done' && job.what === 'backup' && (
        <Alert type="success" slim>
          {t('admin.backup.done')}
        </Alert>
      )}
      {job.state === 'done' && job.drill && <DrillResult drill={job.drill} />}
    </div>
  )
}
