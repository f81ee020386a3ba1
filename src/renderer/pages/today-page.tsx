import { useTranslation } from 'react-i18next'
import { Page } from '../parts/page.tsx'

export function TodayPage() {
  const { t } = useTranslation()
  return <Page title={t('today.title')}>{null}</Page>
}
