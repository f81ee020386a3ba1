import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useAct } from '../../office/use-act.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { focusPage } from '../../parts/focus-page.ts'
import { SixWords } from '../../parts/six-words.tsx'
import { Trouble } from '../../parts/trouble.tsx'

interface Props {
  id: string
  words: string
  text: { readonly words: string; readonly agree: string; readonly admit: string; readonly admitBusy: string; readonly refuse: string }
  /** Ask the desk, and say what came of it. */
  admit(): Promise<() => void>
  refuse(): Promise<() => void>
}

/** The six words of whoever asks to come in, and the two answers. Nobody is admitted before the words were said to agree. */
export function AdmitOrRefuse({ id, words, text, admit, refuse }: Props) {
  const [agree, setAgree] = useState(false)
  const answer = async (work: () => Promise<() => void>): Promise<void> => {
    const say = await work()
    focusPage()
    say()
  }
  const admitting = useAct(() => answer(admit))
  const refusing = useAct(() => answer(refuse))
  return (
    <>
      <SixWords words={words} label={text.words} />
      <Checkbox id={`agree-${id}`} name="agree" label={text.agree} checked={agree} onChange={event => setAgree(event.target.checked)} />
      <Trouble error={admitting.error ?? refusing.error} level={4} />
      <div className="row row--acts">
        <BusyButton busy={admitting.busy} busyText={text.admitBusy} disabled={!agree} onClick={() => void admitting.run()}>
          {text.admit}
        </BusyButton>
        <BusyButton outline busy={refusing.busy} busyText={text.refuse} onClick={() => void refusing.run()}>
          {text.refuse}
        </BusyButton>
      </div>
    </>
  )
}
