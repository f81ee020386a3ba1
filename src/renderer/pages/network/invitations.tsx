import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import type { NetworkView } from './network-view.ts'
import { roleName } from './role-name.ts'

/** Invitations that are out. One that is withdrawn lets nobody in any more. */
export function Invitations({ invitations }: { invitations: NetworkView['invitations'] }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const heading = useRef<HTMLHeadingElement>(null)
  const cancel = useAct(async (id: string) => {
    await office.cancelInvitation({ id })
    announce(t('network.cancelled'))
  })
  return (
    <section className="card" aria-labelledby="invitations-title">
      <h2 id="invitations-title" ref={heading} tabIndex={-1}>
        {t('network.outstanding')}
      </h2>
      <Trouble error={cancel.error} level={3} />
      <ul className="lines">
        {invitations.map(one => (
          <li key={one.id} className="line">
            <span className="line__name">
              <bdi>{one.office}</bdi>
            </span>
            <span className="line__about">
              {roleName(t, one.role)} · <Until at={one.expires} />
            </span>
            <span className="line__end">
              <button
                type="button"
                className="usa-button usa-button--outline"
                aria-label={t('network.cancelNamed', { office: one.office })}
                onClick={() => {
                  heading.current?.focus()
                  void cancel.run(one.id)
                }}
              >
                {t('network.cancel')}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Until({ at }: { at: string }) {
  const { t } = useTranslation()
  return (
    <>
      {t('network.runsOut')} <Moment at={at} kind="measured" />
    </>
  )
}
