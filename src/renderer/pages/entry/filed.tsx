import { Button } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { go } from '../../office/place.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'

/** Done: the reference number, large, to be written on the paper. */
export function Filed({
  filed,
  title,
  amended,
  another,
  alike
}: {
  filed: Output<'fileRecord'>
  title: string
  amended: boolean
  another: (() => void) | null
  alike?: () => void
}) {
  const { t } = useTranslation()
  return (
    <Page title={amended ? t('entryPage.filedAmend') : t('entryPage.filedTitle')} lead={<bdi>{title}</bdi>}>
      <div className="card filed">
        <Glyph sign="good" className="filed__sign" />
        <p className="quiet">{t('entryPage.reference')}</p>
        <p className="filed__ref">
          <bdi>{filed.ref}</bdi>
          <CopyButton plain text={filed.ref} label={t('common.copy')} />
        </p>
        <p>{filed.already ? t('entryPage.filedAlready') : t('entryPage.filedNote')}</p>
        <div className="row row--center row--acts">
          {another && (
            <Button type="button" onClick={another}>
              {t('entryPage.another')}
            </Button>
          )}
          {alike && (
            <Button type="button" outline onClick={alike}>
              {t('entryPage.alike')}
            </Button>
          )}
          <Button type="button" outline onClick={() => go({ page: 'record', record: filed.ref })}>
            {t('entryPage.openRecord')}
          </Button>
          <Button type="button" unstyled onClick={() => go({ page: 'today' })}>
            {t('entryPage.toToday')}
          </Button>
        </div>
      </div>
    </Page>
  )
}
