import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { officeError } from '../office/use-call.ts'
import { Page } from './page.tsx'
import { Trouble } from './trouble.tsx'

interface State {
  readonly error: unknown
  readonly broke: boolean
}

/** A part of the program that could not be fetched: browsers remember that it failed, only a fresh page asks again. */
const isUnfetched = (error: unknown): boolean => error instanceof TypeError && /import|fetch/i.test(error.message)

/** When drawing a page fails, the frame and the other pages stay usable. (React offers this to classes only.) */
export class Broken extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null, broke: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, broke: true }
  }

  override render(): ReactNode {
    return this.state.broke ? (
      <BrokenPage
        error={this.state.error}
        again={() => (isUnfetched(this.state.error) ? window.location.reload() : this.setState({ error: null, broke: false }))}
      />
    ) : (
      this.props.children
    )
  }
}

function BrokenPage({ error, again }: { error: unknown; again(): void }) {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.broken.title')} lead={t('frame.broken.body')}>
      <Trouble error={officeError(error)} title={t('common.failed')} again={again} />
    </Page>
  )
}
