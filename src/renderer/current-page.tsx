import { useTranslation } from 'react-i18next'
import { Button } from '@trussworks/react-uswds'
import { lazy, Suspense } from 'react'
import { go, usePlace, type Place } from './office/place.ts'
import { AdminPage } from './pages/admin/admin-page.tsx'
import { DecisionsPage } from './pages/decisions/decisions-page.tsx'
import { FormsPage } from './pages/forms/forms-page.tsx'
import { IntegrityPage } from './pages/integrity/integrity-page.tsx'
import { NetworkPage } from './pages/network/network-page.tsx'
import { ReviewPage } from './pages/review/review-page.tsx'
import { RecordsPage } from './pages/records/records-page.tsx'
import { SigningPage } from './pages/signing/signing-page.tsx'
import { StickPage } from './pages/stick/stick-page.tsx'
import { TodayPage } from './pages/today-page.tsx'
import { Broken } from './parts/broken.tsx'
import { Empty } from './parts/empty.tsx'
import { Page } from './parts/page.tsx'
import { Waiting } from './parts/waiting.tsx'

// these bring the form engine, most of the program's size: it is fetched when the first of them is
// opened, not before, because starting it holds the page up for some tenths of a second
const AmendPage = lazy(async () => ({ default: (await import('./pages/entry/amend-page.tsx')).AmendPage }))
const EntryPage = lazy(async () => ({ default: (await import('./pages/entry/entry-page.tsx')).EntryPage }))
const FormPage = lazy(async () => ({ default: (await import('./pages/forms/form-page.tsx')).FormPage }))
const RecordPage = lazy(async () => ({ default: (await import('./pages/record/record-page.tsx')).RecordPage }))

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
    case 'stick':
      return `stick ${place.office}`
    default:
      return place.page
  }
}

export function CurrentPage() {
  const { place } = usePlace()
  return (
    <Broken key={keyOf(place)}>
      <Suspense fallback={<Waiting />}>
        <PageOf place={place} />
      </Suspense>
    </Broken>
  )
}

function PageOf({ place }: { place: Place }) {
  switch (place.page) {
    case 'today':
      return <TodayPage />
    case 'records':
      return <RecordsPage view={place.view} />
    case 'review':
      return <ReviewPage />
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
    case 'decisions':
      return <DecisionsPage />
    case 'admin':
      return <AdminPage />
    case 'signing':
      return <SigningPage />
    case 'stick':
      return <StickPage office={place.office} />
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
