import { admin } from './en/admin.ts'
import { common, errors, time } from './en/common.ts'
import { decisions } from './en/decisions.ts'
import { entryPage } from './en/entry-page.ts'
import { firstRun, signIn } from './en/first-run.ts'
import { findings } from './en/findings.ts'
import { forms } from './en/forms.ts'
import { frame } from './en/frame.ts'
import { integrity } from './en/integrity.ts'
import { network } from './en/network.ts'
import { record } from './en/record.ts'
import { records, states } from './en/records.ts'
import { registry } from './en/registry.ts'
import { review } from './en/review.ts'
import { signing } from './en/signing.ts'
import { stick } from './en/stick.ts'
import { today } from './en/today.ts'

/** English, the language that every other falls back to. Each part is a page's. */
export const en = {
  common,
  errors,
  time,
  frame,
  firstRun,
  signIn,
  today,
  records,
  states,
  record,
  forms,
  entryPage,
  integrity,
  findings,
  network,
  decisions,
  registry,
  admin,
  review,
  signing,
  stick
} as const
