import { Alert, Button } from '@trussworks/react-uswds'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useFiles, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { FileField } from '../../parts/file-field.tsx'
import { ExactMoment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'

type Taken = Output<'importBundle'>
const refusals = ['cut-off', 'gap', 'payload-audience', 'chain-forked', 'chain-unknown'] as const

/** In: the file, then what was new, what was here already, and what was refused and why. */
export function TakeIn({ back }: { back(office: string): void }) {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby="in-title">
      <h2 id="in-title">{t('stick.in.title')}</h2>
      <TakeFile hint={t('stick.in.hint')} back={back} />
    </section>
  )
}

/** Also for a newcomer, whose answer comes this way. */
export function TakeFile({ hint, back }: { hint: string; back?: (office: string) => void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const [file, setFile] = useState<File | null>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const take = useAct(async (from: File) => {
    setTaken(null)
    const { sha256 } = await files.upload(from)
    setTaken(await office.importBundle({ sha256 }))
  })
  const choose = (chosen: File | null): void => {
    setFile(chosen)
    if (chosen) void take.run(chosen)
  }
  return (
    <>
      <FileField label={t('stick.in.file')} hint={hint} chosen={file} choose={choose} />
      {take.busy && <p role="status">{t('stick.in.busy')}</p>}
      <Trouble error={take.error} level={3} />
      <div role="status">{taken && <Summary taken={taken} {...(back ? { back } : {})} />}</div>
    </>
  )
}

function Summary({ taken, back }: { taken: Taken; back?: (office: string) => void }) {
  const { t } = useTranslation()
  const { lines, payloads, files, statements } = taken
  const nothing = lines + payloads + files + statements === 0
  return (
    <>
      <Alert type={taken.refused.length > 0 ? 'warning' : 'success'}>
        {taken.desk !== null && (
          <p className="usa-alert__text">
            {t('stick.in.from', { desk: taken.desk })} {taken.time !== null && !Number.isNaN(Date.parse(taken.time)) && <ExactMoment at={taken.time} />}
          </p>
        )}
        <p className="usa-alert__text">{nothing ? t('stick.in.nothing') : t('stick.in.done', taken)}</p>
        {taken.already > 0 && <p className="usa-alert__text">{t('stick.in.already', { count: taken.already })}</p>}
        {taken.refused.length > 0 && (
          <>
            <p className="usa-alert__text">{t('stick.in.refused')}</p>
            <ul>
              {taken.refused.map(why => (
                <li key={why}>{refusedText(t, why)}</li>
              ))}
            </ul>
          </>
        )}
      </Alert>
      {back && taken.office !== null && (taken.vouched > 0 || taken.refused.includes('gap')) && (
        <>
          <p>{t('stick.in.goBack', { office: taken.office })}</p>
          <Button type="button" outline onClick={() => back(taken.office!)}>
            {t('stick.in.goBackAct', { office: taken.office })}
          </Button>
        </>
      )}
    </>
  )
}

const refusedText = (t: TFunction, code: string): string => {
  const known = refusals.find(one => one === code)
  return known ? t(`stick.in.refusals.${known}`) : t('stick.in.refusals.other', { code })
}
