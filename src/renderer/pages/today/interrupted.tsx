import { Alert, AlertHeading, Button } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { addressOf } from '../../office/place.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { Moment } from '../../parts/moment.tsx'
import { wasOpenedHere } from '../entry/open-here.ts'

/** The program ended while an entry was open: which form and version, when it was saved, and whether to go on. */
export function Interrupted() {
  const { t } = useTranslation()
  const office = useOffice()
  const drafts = useCall('listDrafts', {})
  const draft = drafts.value?.find(one => one.open && !wasOpenedHere(one.id))
  const forms = useCall('listForms', {}, draft !== undefined)
  const leave = useAct(async (id: string) => {
    const { package: pack, instance, name, answered, total, amends, staged } = await office.getDraft({ id })
    await office.saveDraft({ id, package: pack, instance, name, answered, total, amends, staged, open: false })
  })
  if (!draft || !forms.value) return null
  const version = forms.value.find(one => one.package === draft.package)?.version ?? ''
  const place = draft.amends
    ? addressOf({ page: 'amend', record: `${draft.amends.line}.${draft.amends.index}`, draft: draft.id })
    : addressOf({ page: 'entry', package: draft.package, draft: draft.id })
  return (
    <Alert type="info" role="status">
      <AlertHeading level="h2">{t('today.interrupted')}</AlertHeading>
      <p className="usa-alert__text">
        <bdi>{draft.title}</bdi>
        {version !== '' && `, ${t('forms.version', { version })}`}
        {draft.name !== '' && (
          <>
            {': '}
            <bdi>{draft.name}</bdi>
          </>
        )}
        {' · '}
        {t('today.progress', { answered: draft.answered, total: draft.total })}
        {' · '}
        {t('today.lastSaved')} <Moment at={draft.saved} kind="measured" focusable={false} />
      </p>
      <p className="row">
        <a className="usa-button" href={place}>
          {t('today.interruptedGoOn')}
        </a>
        <Button type="button" outline disabled={leave.busy} onClick={() => void leave.run(draft.id)}>
          {t('today.interruptedLater')}
        </Button>
      </p>
    </Alert>
  )
}
