import { useTranslation } from 'react-i18next'
import { Button } from '@trussworks/react-uswds'
import { go, usePlace, type Place } from './office/place.ts'
import { AdminPage } from './pages/admin/admin-page.tsx'
import { AmendPage } from './pages/entry/amend-page.tsx'
import { EntryPage } from './pages/entry/entry-page.tsx'
import { FormPage } from './pages/forms/form-page.tsx'
import { FormsPage } from './pages/forms/forms-page.tsx'
import { IntegrityPage } from './pages/integrity/integrity-page.tsx'
import { NetworkPage } from './pages/network/network-page.tsx'
import { RecordPage } from './pages/record/record-page.tsx'
import { RecordsPage } from './pages/records/records-page.tsx'
import { TodayPage } from './pages/today-page.tsx'
import { Broken } from './parts/broken.tsx'
import { Empty } from './parts/empty.tsx'
import { Page } from './parts/page.tsx'

/** A page stays itself while only what is looked for in it changes. */
const keyOf = (place: Place): string => {
  switch (place.page) {
    case 'record':
      return `record ${place.record}`
    case 'form':
      return `form ${place.package}`
    case 'entry':
    case 'amend':
      return `${place.page} ${place.draft}`
    default:
      return place.page
  }
}

export function CurrentPage() {
  const { place } = usePlace()
  return (
    <Broken key={keyOf(place)}>
      <PageOf place={place} />
    </Broken>
  )
}

function PageOf({ place }: { place: Place }) {
  switch (place.page) {
    case 'today':
      return <TodayPage />
    case 'records':
      return <RecordsPage view={place.view} />
    case 'record':
      return <RecordPage record={place.record} />
    case 'forms':
      return <FormsPage />
    case 'form':
      return <FormPage pack={place.package} />
    case 'entry':
      return <EntryPage pack={place.package} draft={place.draft} />
    case 'amend':
      return <AmendPage record={place.record} draft={place.draft} />
    case 'integrity':
      return <IntegrityPage />
    case 'network':
      return <NetworkPage />
    case 'admin':
      return <AdminPage />
    case 'lost':
      return <Lost />
  }
}

function Lost() {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.lost.title')}>
      <Empty
        sign="search"
        title={t('frame.lost.body')}
        acts={
          <Button type="button" onClick={() => go({ page: 'today' })}>
            {t('frame.lost.act')}
          </Button>
        }
      />
    </Page>
  )
}
