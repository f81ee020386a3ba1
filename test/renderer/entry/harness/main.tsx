/** Form entry alone on a page. A test opens forms through `window.harness` and reads what came out of them there. */
import '@uswds/uswds/css/uswds.min.css'
import './harness.css'
import i18next from 'i18next'
import { Profiler, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { initReactI18next } from 'react-i18next'
import type { FieldValue } from '../../../../src/shared/forms/values.ts'
import { FormEntry } from '../../../../src/renderer/entry/form-entry.tsx'
import { FormValues } from '../../../../src/renderer/entry/form-values.tsx'
import type { EntrySnapshot } from '../../../../src/renderer/entry/session.ts'

export interface Open {
  readonly xml: string
  readonly initial?: string
  readonly language?: string
  readonly mode?: 'edit' | 'preview'
  readonly prefill?: readonly FieldValue[]
}

export interface Harness {
  open(what: Open): void
  show(what: { xml: string; values: readonly FieldValue[]; language?: string }): void
  last: EntrySnapshot | null
  filed: EntrySnapshot | null
  /** Names of files handed out, with their sizes. */
  files: Record<string, number>
  /** Renders of any part since the form was opened. */
  commits: number
}

const blobs = new Map<string, Blob>()
let page: Root | undefined
const fresh = (): Root => {
  page?.unmount()
  return (page = createRoot(document.getElementById('root')!))
}

const harness: Harness = {
  last: null,
  filed: null,
  files: {},
  commits: 0,
  open({ xml, initial, language, mode, prefill }) {
    Object.assign(harness, { last: null, filed: null, commits: 0 })
    fresh().render(
      <StrictMode>
        <Profiler id="form" onRender={() => harness.commits++}>
          <FormEntry
            form={{ xml }}
            initial={initial ?? null}
            language={language}
            prefill={prefill}
            mode={mode ?? 'edit'}
            onChange={snapshot => (harness.last = snapshot)}
            onFile={snapshot => void (harness.filed = snapshot)}
            readAttachment={readAttachment}
            putAttachment={putAttachment}
          />
        </Profiler>
      </StrictMode>
    )
  },
  show({ xml, values, language }) {
    fresh().render(<FormValues form={{ xml }} values={values} language={language} readAttachment={readAttachment} headingLevel={2} />)
  }
}

const readAttachment = (name: string): Promise<Blob | undefined> => Promise.resolve(blobs.get(name))
const putAttachment = (file: File): Promise<void> => {
  blobs.set(file.name, file)
  harness.files[file.name] = file.size
  return Promise.resolve()
}

await i18next.use(initReactI18next).init({ lng: 'en', resources: { en: {} }, interpolation: { escapeValue: false } })
;(window as unknown as { harness: Harness }).harness = harness
document.documentElement.dataset['ready'] = 'yes'
