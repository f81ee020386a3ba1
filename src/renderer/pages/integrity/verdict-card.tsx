import { Alert, AlertHeading, Button } from '@trussworks/react-uswds'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Output, Verdict } from '../../../shared/contract.ts'
import { saveFile } from '../../office/save-file.ts'
import { clockTime, exactDay, secondsInWords } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { useNow } from '../../parts/moment.tsx'
import { countOpen, groupFindings } from './finding-groups.ts'

type Job = Output<'verifyJob'>

/** What the last verification established, what it did not, and nothing else. */
export function VerdictCard({ job }: { job: Job }) {
  const { t } = useTranslation()
  const { verdict } = job
  return (
    <>
      {job.state === 'cancelled' && (
        <Alert type="info" slim>
          {t('integrity.cancelled')}
        </Alert>
      )}
      {job.state === 'failed' && (
        <Alert type="error" role="alert">
          <AlertHeading level="h2">{t('integrity.failed')}</AlertHeading>
          {job.error && (
            <p className="usa-alert__text">
              {job.error.message} {job.error.next}
            </p>
          )}
        </Alert>
      )}
      {verdict && job.at ? <Established verdict={verdict} at={job.at} /> : job.state === 'none' && <Never />}
    </>
  )
}

function Never() {
  const { t } = useTranslation()
  return (
    <section className="card">
      <p>{t('integrity.never')}</p>
    </section>
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** The bold part: sound is said only of a verdict that is sound and of something that was there to check. */
function conclusion(t: TFunction, verdict: Verdict): { words: string; tone: 'sound' | 'wrong' | 'plain' } {
  const open = countOpen(verdict.findings)
  if (open > 0) return { words: t('integrity.open', { count: open }), tone: 'wrong' }
  if (sum(verdict.chains.map(chain => chain.lines)) === 0) return { words: t('integrity.nothing'), tone: 'plain' }
  if (verdict.findings.length > 0) return { words: t('integrity.decidedOnly', { count: groupFindings(verdict.findings).groups.length }), tone: 'plain' }
  if (verdict.verdict !== 'sound') return { words: t('integrity.failed'), tone: 'wrong' }
  return { words: t('integrity.sound'), tone: reservations(t, verdict).length === 0 ? 'sound' : 'plain' }
}

/** Everything that was not established, in words; counts of contents only where the checker has not said them itself. */
function reservations(t: TFunction, verdict: Verdict): string[] {
  const said = verdict.notEstablished.map(one => one.detail)
  const { notOpened, elsewhere } = verdict.payloads
  const has = (pattern: RegExp): boolean => verdict.notEstablished.some(one => pattern.test(one.code))
  if (notOpened > 0 && !has(/open/)) said.push(t('integrity.notOpened', { count: notOpened }))
  if (elsewhere > 0 && !has(/elsewhere|not-here/)) said.push(t('integrity.elsewhere', { count: elsewhere }))
  return said
}

function Established({ verdict, at }: { verdict: Verdict; at: string }) {
  const now = useNow()
  const { t, i18n } = useTranslation()
  const { words, tone } = conclusion(t, verdict)
  const not = reservations(t, verdict)
  const today = new Date(at).toDateString() === new Date(now).toDateString()
  const time = clockTime(at, i18n.language)
  const checked = t('integrity.checked', {
    chains: t('integrity.chains', { count: verdict.chains.length }),
    blocks: t('integrity.blocks', { count: sum(verdict.chains.map(chain => chain.lines)) }),
    records: t('integrity.records', { count: sum(verdict.chains.map(chain => chain.records)) }),
    at: today ? time : `${time}, ${exactDay(at, i18n.language)}`,
    took: secondsInWords(t, verdict.seconds)
  })
  return (
    <section className={`card verdict verdict--${tone}`} aria-labelledby="verdict-title">
      <h2 id="verdict-title" className="usa-sr-only">
        {t('integrity.verdict')}
      </h2>
      <p className="verdict__sentence" role="status">
        <Glyph sign={tone === 'wrong' ? 'error' : tone === 'sound' ? 'good' : 'info'} />
        <span>
          {checked} <strong>{words}</strong>
        </span>
      </p>
      {verdict.payloads.checked > 0 && <p>{t('integrity.payloads', { count: verdict.payloads.checked })}</p>}
      <h3>{t('integrity.notEstablished')}</h3>
      {not.length === 0 ? (
        <p>{t('integrity.notEstablishedNone')}</p>
      ) : (
        <ul className="verdict__not">
          {not.map(one => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <Button
        type="button"
        outline
        onClick={() =>
          saveFile(`muniment-verdict-${at.slice(0, 19).replaceAll(':', '-')}.json`, JSON.stringify({ at, ...verdict }, null, 2), 'application/json')
        }
      >
        <Glyph sign="download" /> {t('integrity.save')}
      </Button>
    </section>
  )
}
