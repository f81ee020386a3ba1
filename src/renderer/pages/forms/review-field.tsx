import { Radio } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'

export type ReviewRule = Output<'listForms'>[number]['review']
const rules = ['none', 'one', 'four-eyes', 'two-offices'] as const satisfies readonly ReviewRule[]

/** Who must approve the records of a form. */
export function ReviewField({ rule, choose }: { rule: ReviewRule; choose(rule: ReviewRule): void }) {
  const { t } = useTranslation()
  return (
    <fieldset className="usa-fieldset choices">
      <legend className="usa-legend">{t('review.formRule')}</legend>
      {rules.map(one => (
        <Radio key={one} id={`review-${one}`} name="review" label={t(`review.rules.${one}`)} checked={one === rule} onChange={() => choose(one)} />
      ))}
    </fieldset>
  )
}
