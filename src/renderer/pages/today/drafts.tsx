import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { addressOf } from '../../office/place.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Answered } from '../../parts/waiting.tsx'

type Draft = Output<'listDrafts'>[number]

const placeOf = (draft: Draft): string =>
  draft.amends
    ? addressOf({ page: 'amend', record: `${draft.amends.line}.${draft.amends.index}`, draft: draft.id })
    : addressOf({ page: 'entry', package: draft.package, draft: draft.id })

/** What was begun and not finished, the newest first. A deleted draft can be had back at once. */
export function Drafts() {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const drafts = useCall('listDrafts', {})
  const damaged = useCall('damagedDrafts', {})
  const heading = useRef<HTMLHeadingElement>(null)
  const nameOf = (draft: Draft): string => draft.name || draft.title
  const back = useAct(async (kept: Output<'getDraft'>) => {
    const { id, package: pack, instance, name, answered, total, amends, staged } = kept
    await office.saveDraft({ id, package: pack, instance, name, answered, total, amends, staged })
    announce(t('today.restored'))
  })
  const remove = useAct(async (draft: Draft) => {
    const kept = await office.getDraft({ id: draft.id })
    await office.deleteDraft({ id: draft.id })
    announce(t('today.deleted', { what: nameOf(draft) }), { label: t('common.undo'), run: () => void back.run(kept) })
  })
  return (
    <section className="card" aria-labelledby="drafts-title">
      <h2 id="drafts-title" ref={heading} tabIndex={-1}>
        {t('today.drafts')}
      </h2>
      <Trouble error={remove.error ?? back.error} level={3} />
      {damaged.value !== undefined && damaged.value.length > 0 && <p role="status">{t('today.damagedDrafts', { count: damaged.value.length })}</p>}
      <Answered of={drafts}>
        {list =>
          list.length === 0 ? (
            <p className="quiet">
              {t('today.noDrafts')}. {t('today.noDraftsBody')}
            </p>
          ) : (
            <ul className="lines">
              {list
                .toSorted((a, b) => (a.saved < b.saved ? 1 : -1))
                .map(draft => (
                  <OneDraft
                    key={draft.id}
                    draft={draft}
                    name={nameOf(draft)}
                    remove={() => {
                      // the row goes, and the focus with it
                      heading.current?.focus()
                      void remove.run(draft)
                    }}
                  />
                ))}
            </ul>
          )
        }
      </Answered>
    </section>
  )
}

function OneDraft({ draft, name, remove }: { draft: Draft; name: string; remove(): void }) {
  const { t } = useTranslation()
  return (
    <li className="line">
      <a className="line__name" href={placeOf(draft)}>
        {draft.name === '' ? t('today.unnamed') : <bdi>{draft.name}</bdi>}
      </a>
      <span className="line__about">
        {draft.ref ? t('today.amends', { ref: draft.ref }) : <bdi>{draft.title}</bdi>}
        {draft.total > 0 && ` · ${t('today.progress', { answered: draft.answered, total: draft.total })}`}
        {' · '}
        <Moment at={draft.saved} kind="measured" focusable={false} />
      </span>
      <span className="line__end">
        <a className="usa-button usa-button--outline" href={placeOf(draft)} aria-label={t('today.openNamed', { what: name })}>
          {t('today.open')}
        </a>
        <button type="button" className="icon-button" title={t('today.delete')} onClick={remove}>
          <Glyph sign="delete" />
          <span className="usa-sr-only">{t('today.deleteNamed', { what: name })}</span>
        </button>
      </span>
    </li>
  )
}
