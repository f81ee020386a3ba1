import { useTranslation } from 'react-i18next'
import { Page } from '../../parts/page.tsx'

export function AdminPage() {
  const { t } = useTranslation()
  return <Page title={t('admin.title')}>{null}</Page>
}
