import { Button } from '@trussworks/react-uswds'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import type { FormInfo } from '../../../shared/forms/form-info.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import { FormEntry } from '../../entry/form-entry.tsx'
import { useReach } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { addressOf, allRecords, go } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Glyph } from '../../parts/icon.tsx'
import { HashText } from '../../parts/hash-text.tsx'
import { Page } from '../../parts/page.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { ChangeReview } from './change-review.tsx'
import { Unsupported } from './unsupported.tsx'

/** One form: what it asks, what of it this program does not do yet, and a try. */
export function FormPage({ pack }: { pack: string }) {
  const { t } = useTranslation()
  const form = useCall('getForm', { package: pack })
  const files = useReach('clerk')
  const [trying, setTrying] = useState(false)
  const back = (
    <a className="back" href={addressOf({ page: 'forms' })}>
      <Glyph sign="back" /> {t('forms.title')}
    </a>
  )
  return (
    <Page
      title={form.value?.title ?? t('forms.details')}
      above={back}
      acts={
        form.value && (
          <>
            {files && form.value.state === 'published' && (
              <Button type="button" onClick={() => go({ page: 'entry', package: pack, draft: newId() })}>
                {t('forms.fill')}
              </Button>
            )}
            <Button type="button" outline aria-pressed={trying} onClick={() => setTrying(!trying)}>
              {trying ? t('forms.tryEnd') : t('forms.try')}
            </Button>
          </>
        )
      }
    >
      <Answered of={form}>
        {value => (
          <>
            {trying ? (
              <section className="card">
                <FormEntry form={{ xml: value.xml }} initial={null} mode="preview" readAttachment={nothing} putAttachment={ignored} />
              </section>
            ) : (
              <>
                <About form={value} />
                <NotYet form={value} />
              </>
            )}
          </>
        )}
      </Answered>
    </Page>
  )
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined)
const ignored = (): Promise<void> => Promise.resolve()

function About({ form }: { form: Output<'getForm'> }) {
  const { t } = useTranslation()
  const publishes = useReach('admin')
  const [changing, setChanging] = useState(false)
  return (
    <section className="card" aria-labelledby="about-title">
      <h2 id="about-title">{t('forms.details')}</h2>
      <dl className="facts">
        <dt>{t('forms.facts.version')}</dt>
        <dd>{form.version === '' ? t('forms.facts.noVersion') : form.version}</dd>
        <dt>{t('forms.facts.state')}</dt>
        <dd>{form.state === 'published' ? t('forms.published') : t('forms.closed')}</dd>
        <dt>{t('forms.facts.questions')}</dt>
        <dd>{form.questions}</dd>
        <dt>{t('forms.facts.languages')}</dt>
        <dd>{form.languages.length === 0 ? t('forms.facts.oneLanguage') : form.languages.join(', ')}</dd>
        <dt>{t('forms.facts.readers')}</dt>
        <dd>{form.audience === 'everyone' ? t('forms.everyone') : t('forms.offices', { count: form.audience.length })}</dd>
        <dt>{t('forms.facts.review')}</dt>
        <dd>
          {t(`review.rules.${form.review}`)}{' '}
          {publishes && form.state === 'published' && (
            <Button type="button" unstyled onClick={() => setChanging(true)}>
              {t('review.change')}
            </Button>
          )}
        </dd>
        <dt>{t('forms.facts.records')}</dt>
        <dd>
          {form.records > 0 ? (
            <a href={addressOf({ page: 'records', view: { ...allRecords, form: form.form } })}>{t('forms.records', { count: form.records })}</a>
          ) : (
            t('forms.records', { count: 0 })
          )}
        </dd>
        <dt>{t('forms.package')}</dt>
        <dd>
          <HashText hash={form.package} label={t('forms.package')} />
        </dd>
      </dl>
      {changing && <ChangeReview form={form} close={() => setChanging(false)} />}
    </section>
  )
}

/** By the form's own text, which also says what is only asked in a plainer way; else what the desk says of it. */
function NotYet({ form }: { form: Output<'getForm'> }) {
  const own = useMemo(() => unsupportedIn(form.xml), [form.xml])
  const list = own.length > 0 ? own : form.unsupported.map(one => ({ ...one, blocking: true }))
  return list.length === 0 ? null : (
    <section className="card">
      <Unsupported list={list} level="h2" />
    </section>
  )
}

function unsupportedIn(xml: string): FormInfo['unsupported'] {
  try {
    return readForm(xml).unsupported
  } catch {
    return []
  }
}
