/** What a form to fill in is given, and what it hands out. */
import type { FieldValue } from '../../shared/forms/values.ts'
import type { Files, Paper } from './entry-context.ts'
import type { EntrySnapshot } from './session.ts'

export interface FormEntryProps extends Files {
  readonly form: { readonly xml: string }
  /** The instance to go on with (a draft, or the version to amend); null for a new one. Read once. */
  readonly initial: string | null
  /** A language of the form, or a code like `es`; else the form's default. */
  readonly language?: string | undefined
  readonly mode: 'edit' | 'preview'
  readonly onChange?: ((snapshot: EntrySnapshot) => void) | undefined
  /** Called only when nothing is to correct. While the promise is pending the button waits. */
  readonly onFile?: ((snapshot: EntrySnapshot) => void | Promise<void>) | undefined
  /** Answers to begin a new form with: from the paper or record before. Read once. */
  readonly prefill?: readonly FieldValue[] | undefined
  /** Entering many papers: each question can keep its answer for the next. */
  readonly paper?: Paper | undefined
  /** The words on the button; "File this record" when absent. */
  readonly fileLabel?: string | undefined
}
