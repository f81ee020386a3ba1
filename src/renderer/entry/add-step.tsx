/** In the one-question view, the end of a repeat: what is there, one more, or on. */
import type { RepeatRangeUncontrolledNode } from '@getodk/xforms-engine'
import { Button } from '@trussworks/react-uswds'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from './reactive.ts'

interface Props {
  readonly node: RepeatRangeUncontrolledNode
  readonly added: () => void
  readonly removed: () => void
}

export function AddStep({ node, added, removed }: Props): ReactNode {
  const { t } = useTranslation('entry')
  const { label, count } = useEngine(() => ({ label: node.currentState.label?.asString.trim() ?? '', count: node.currentState.children.length }))
  const [asked, setAsked] = useState<number>()
  const title = label || t('repeat.untitled')
  return (
    <div className="mun-entry-add">
      <h3>{count === 0 ? t('repeat.none', { title }) : t('one.soFar', { title, count })}</h3>
      <ul className="mun-one-instances">
        {Array.from({ length: count }, (_, at) => (
          <li key={at}>
            <bdi>{t('repeat.instance', { title, number: at + 1 })}</bdi>{' '}
            {asked === at ? (
              <>
                <Button
                  type="button"
                  secondary
                  onClick={() => {
                    setAsked(undefined)
                    node.removeInstances(at)
                    removed()
                  }}
                >
                  {t('repeat.confirmRemove')}
                </Button>
                <Button type="button" outline onClick={() => setAsked(undefined)}>
                  {t('repeat.keep')}
                </Button>
              </>
            ) : (
              <Button type="button" unstyled className="mun-entry-remove" onClick={() => setAsked(at)}>
                {t('repeat.remove', { title: t('repeat.instance', { title, number: at + 1 }) })}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button
        type="button"
        outline
        onClick={() => {
          node.addInstances()
          added()
        }}
      >
        {t('repeat.add', { title })}
      </Button>
    </div>
  )
}
