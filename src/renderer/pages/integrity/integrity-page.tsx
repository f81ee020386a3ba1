import { useTranslation } from 'react-i18next'
import { Page } from '../../parts/page.tsx'

export function IntegrityPage() {
  const { t } = useTranslation()
  return <Page title={t('integrity.title')}>{null}</Page>
}
