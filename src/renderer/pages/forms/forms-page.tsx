import { useTranslation } from 'react-i18next'
import { Page } from '../../parts/page.tsx'

export function FormsPage() {
  const { t } = useTranslation()
  return <Page title={t('forms.title')}>{null}</Page>
}
