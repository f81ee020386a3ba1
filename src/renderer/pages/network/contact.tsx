import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import type { DeskRow } from './network-view.ts'

/** In contact or not, how and since when; how far behind, what is on its way; else why not, and what to try. */
export function Contact({ desk }: { desk: DeskRow }) {
  const { t } = useTranslation()
  const { lacking, doing } = desk
  // what concerns all desks alike is said once, above them
  const why = desk.why === 'network-off' || desk.why === 'worker-down' ? null : desk.why
  const level = desk.behind === 0 && desk.ahead === 0 && lacking.payloads === 0 && lacking.files === 0
  return (
    <div className="desk__contact">
      {desk.connected ? (
        <span className="state state--filed">
          <Glyph sign="good" />
          <span>
            {t('network.connected')}
            {desk.line && <> · {howText(t, desk.line)}</>}
          </span>
        </span>
      ) : (
        <span className="state state--quiet">
          <Glyph sign="clock" />
          <span>{desk.lastContact ? <Timed words="network.lastContact" at={desk.lastContact} /> : t('network.never')}</span>
        </span>
      )}
      {desk.stick && (
        <span className="quiet">
          <Timed words="network.byStick" at={desk.stick} />
        </span>
      )}
      {doing && <span>{t(`network.doing.${doing.what}`, { count: doing.left, desk: doing.desk })}</span>}
      {level ? (desk.lastContact || desk.connected) && <span className="quiet">{t('network.level')}</span> : null}
      {desk.behind > 0 && <span>{t('network.behind', { count: desk.behind })}</span>}
      {desk.ahead > 0 && <span>{t('network.ahead', { count: desk.ahead })}</span>}
      {lacking.payloads > 0 && <span>{t('network.lackingPayloads', { count: lacking.payloads })}</span>}
      {lacking.files > 0 && <span>{t('network.lackingFiles', { count: lacking.files })}</span>}
      {why && (
        <span className="desk__trouble">
          {t(`network.troubles.${why}.why`)}
          {why === 'clock' && desk.clockOff !== null && ` ${t('network.clockBy', { count: Math.round(Math.abs(desk.clockOff) / 60_000) })}`}{' '}
          {t(`network.troubles.${why}.next`)}
          {desk.tried && !desk.connected && (
            <>
              {' '}
              <span className="quiet">
                <Timed words="network.tried" at={desk.tried} />
              </span>
            </>
          )}
        </span>
      )}
    </div>
  )
}

function howText(t: TFunction, { via, inbound }: NonNullable<DeskRow['line']>): string {
  if (via !== null) return t('network.how.hub', { hub: via })
  return inbound ? t('network.how.called') : t('network.how.direct')
}

/** The sentence is split around its time, so that the exact time stays reachable. */
function Timed({ words, at }: { words: 'network.lastContact' | 'network.byStick' | 'network.tried'; at: string }) {
  const { t } = useTranslation()
  const [before = '', after = ''] = t(words, { when: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <Moment at={at} kind="measured" />
      {after}
    </>
  )
}
