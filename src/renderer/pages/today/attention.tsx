import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useReach } from '../../office/context.tsx'
import { addressOf, allRecords, type Place } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { deskName } from '../../office/words.ts'
import { Glyph, type Sign } from '../../parts/icon.tsx'
import { useNow } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { allFindings, countOpen } from '../integrity/finding-groups.ts'

/** A desk that nobody has heard from for longer than this is worth a look. */
export const SILENT_DAYS = 7
const DAY = 86_400_000

interface Matter {
  readonly sign: Sign
  readonly what: string
  readonly act: string
  readonly place: Place
}

function ofDesks(t: TFunction, view: Output<'network'>, now: number): Matter[] {
  return view.offices
    .flatMap(office => office.desks)
    .filter(desk => !desk.mine && !desk.connected && (desk.lastContact === null || now - Date.parse(desk.lastContact) > SILENT_DAYS * DAY))
    .map(desk => ({
      sign: 'clock',
      what:
        desk.lastContact === null
          ? t('today.silentNever', { desk: deskName(desk) })
          : t('today.silent', { desk: deskName(desk), count: Math.floor((now - Date.parse(desk.lastContact)) / DAY) }),
      act: t('today.silentAct'),
      place: { page: 'network' }
    }))
}

/** What a person must act on, and what was looked at to say so. */
export function Attention() {
  const { t } = useTranslation()
  const now = useNow()
  const admits = useReach('admin')
  const network = useCall('network', {})
  const facets = useCall('recordFacets', {})
  const chains = useCall('listChains', {})
  const job = useCall('verifyJob', {})
  const asked = [network, facets, chains, job]
  const failed = asked.find(one => one.error)
  const matters: Matter[] = []
  const requests = admits ? (network.value?.requests.length ?? 0) : 0
  if (requests > 0) matters.push({ sign: 'invite', what: t('today.requests', { count: requests }), act: t('today.requestsAct'), place: { page: 'network' } })
  const open = countOpen(job.value ? allFindings(job.value) : [])
  if (open > 0) matters.push({ sign: 'error', what: t('today.findings', { count: open }), act: t('today.findingsAct'), place: { page: 'integrity' } })
  for (const chain of chains.value ?? []) {
    if (chain.trouble.includes('chain-forked'))
      matters.push({
        sign: 'error',
        what: chain.kind === 'registry' ? t('today.forkedRegistry') : t('today.forked', { desk: deskName(chain) }),
        act: t('today.forkedAct'),
        place: { page: 'decisions' }
      })
    else if (chain.trouble.length > 0)
      matters.push({
        sign: 'error',
        what: chain.kind === 'registry' ? t('today.troubleRegistry') : t('today.trouble', { desk: deskName(chain) }),
        act: t('today.troubleAct'),
        place: { page: 'integrity' }
      })
  }
  const conflicts = facets.value?.states.find(one => one.state === 'conflict')?.records ?? 0
  if (conflicts > 0)
    matters.push({
      sign: 'conflict',
      what: t('today.conflicts', { count: conflicts }),
      act: t('today.conflictsAct'),
      place: { page: 'records', view: { ...allRecords, state: 'conflict' } }
    })
  if (network.value) matters.push(...ofDesks(t, network.value, now))
  return (
    <section className="card" aria-labelledby="attention-title">
      <h2 id="attention-title">{t('today.attention')}</h2>
      {failed && <Trouble error={failed.error} title={t('common.failed')} again={failed.again} level={3} />}
      {asked.some(one => one.loading) ? (
        <Waiting />
      ) : matters.length > 0 ? (
        <ul className="matters">
          {matters.map(matter => (
            <li key={matter.what}>
              <Glyph sign={matter.sign} />
              <span>
                {matter.what}
                <br />
                <a href={addressOf(matter.place)}>{matter.act}</a>
              </span>
            </li>
          ))}
        </ul>
      ) : (
        !failed && (
          <>
            <p>{t('today.nothing')}</p>
            <p className="usa-hint">{t('today.nothingChecked')}</p>
          </>
        )
      )}
    </section>
  )
}
