import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { MotionView } from '../../../shared/contract.ts'
import { CopyButton } from '../../parts/copy-button.tsx'

type Part = MotionView['parts'][number]

const factOf = (part: Part, name: string): string => part.facts.find(([fact]) => fact === name)?.[1] ?? ''
/** A proposal in a sentence; where it has several parts the last says most: an office and a desk come in with their person. */
export const saysPart = (t: TFunction, part: Part): string => t(`decisions.kinds.${part.kind}`, { subject: part.subject, old: factOf(part, 'old') })
export const saysMotion = (t: TFunction, motion: MotionView): string => saysPart(t, motion.parts.find(({ kind }) => kind === 'succeed') ?? motion.parts.at(-1)!)

const faults = [
  'too-few-administrators',
  'cut-missing',
  'desk-number-used',
  'already-decided',
  'desk-unknown',
  'office-unknown',
  'person-unknown',
  'desk-exists',
  'key-exists',
  'office-exists',
  'succession-from',
  'registry-halted'
] as const
export const saysFault = (t: TFunction, code: string): string => {
  const known = faults.find(one => one === code)
  return known ? t(`decisions.faults.${known}`) : t('decisions.faults.other', { code })
}

const factNames = [
  'role',
  'was',
  'office',
  'desk',
  'number',
  'old',
  'words',
  'oversight',
  'quorum',
  'witnesses',
  'hubNew',
  'hubOld',
  'version',
  'state',
  'audience',
  'lines',
  'registryLines',
  'registryLost',
  'keep',
  'root',
  'kind'
] as const

/** Every part in words, what it cuts off, and the very text. */
export function MotionParts({ motion }: { motion: MotionView }) {
  return (
    <ol className="motion">
      {motion.parts.map((part, i) => (
        <OnePart key={i} part={part} />
      ))}
    </ol>
  )
}

function OnePart({ part }: { part: Part }) {
  const { t } = useTranslation()
  return (
    <li>
      <p className="motion__what">{saysPart(t, part)}</p>
      <dl className="facts">
        {part.facts.map(([name, value]) => {
          const known = factNames.find(one => one === name)
          return (
            <div key={name} className="facts__pair">
              <dt>{known ? t(`decisions.facts.${known}`) : name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          )
        })}
        {part.reason !== null && (
          <div className="facts__pair">
            <dt>{t('decisions.reason')}</dt>
            <dd>
              <bdi>{part.reason}</bdi>
            </dd>
          </div>
        )}
      </dl>
      {part.cuts.length > 0 && (
        <>
          <p className="motion__cut">{t('decisions.cut')}</p>
          <ul>
            {part.cuts.map(({ chain, ...cut }) => (
              <li key={chain}>{cut.size >= cut.held ? t('decisions.cutAll', cut) : t('decisions.cutOf', cut)}</li>
            ))}
          </ul>
          <p className="usa-hint">{t('decisions.late')}</p>
        </>
      )}
      <details className="details">
        <summary>{t('decisions.signed')}</summary>
        <pre className="motion__signed" dir="ltr" tabIndex={0}>
          {part.signed}
        </pre>
        <CopyButton text={part.signed} label={`${t('common.copy')}: ${t('decisions.copySigned')}`} />
      </details>
    </li>
  )
}
