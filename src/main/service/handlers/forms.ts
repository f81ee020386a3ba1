/** Forms: what may be entered here, and their packages. */
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { textOf, utf8 } from '../../../shared/bytes.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import type { FormInfo } from '../../../shared/forms/form-info.ts'
import type { Hash } from '../../../shared/names.ts'
import type { Audience, FormEntry } from '../../../shared/record/entry.ts'
import { packageHash } from '../../../shared/record/package.ts'
import { holds, type Form } from '../../../shared/record/registry-facts.ts'
import { newId } from '../../ledger/compose.ts'
import { plain } from '../../ledger/motion-of.ts'
import { approvingPersons, fileReady, moveMotion, type KeptMotion } from '../../ledger/motions.ts'
import { writeMotion } from '../../../shared/record/motion.ts'
import type { KeySigner, Ledger } from '../../ledger/ledger.ts'
import { native } from '../../keys/native.ts'
import { formCounts } from '../../store/index/records.ts'
import { insertPackage, packageOf } from '../../store/packages.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'

type Row = Output<'listForms'>[number]
const read = new Map<string, FormInfo>()

/** What a form says about itself; undefined while its package is not on this desk. */
export function formInfo(ledger: Ledger, hash: Hash): FormInfo | undefined {
  const known = read.get(hash)
  if (known) return known
  const xml = packageXml(ledger, hash)
  if (xml === undefined) return undefined
  const info = readForm(xml)
  read.set(hash, info)
  return info
}

export function packageXml(ledger: Ledger, hash: Hash): string | undefined {
  const bytes = packageOf(ledger.store.ledger, hash)
  return bytes && textOf(bytes)
}

export const formTitle = (ledger: Ledger, hash: Hash): string => {
  const form = ledger.registry.forms.findLast(entry => entry.package === hash)
  try {
    return formInfo(ledger, hash)?.title ?? form?.form ?? hash.slice(0, 8)
  } catch {
    return form?.form ?? hash.slice(0, 8)
  }
}

/** One form that this program can not read keeps nobody from the others. */
function readable(ledger: Ledger, hash: Hash): FormInfo | undefined {
  try {
    return formInfo(ledger, hash)
  } catch {
    return undefined
  }
}

function rowOf(running: Running, form: Form, newest: boolean, counts: ReadonlyMap<string, number>): Row {
  const info = readable(running.ledger, form.package)
  return {
    form: form.form,
    version: form.version,
    title: info?.title ?? form.form,
    package: form.package,
    state: form.state,
    languages: info ? [...info.languages] : [],
    questions: info?.questions.length ?? 0,
    unsupported: info
      ? info.unsupported.filter(({ blocking }) => blocking).map(({ path, what }) => ({ path, what }))
      : [
          {
            path: '',
            what: packageXml(running.ledger, form.package) === undefined ? 'the form has not come to this desk yet' : 'this program can not read the form'
          }
        ],
    audience: typeof form.audience === 'string' ? form.audience : [...form.audience],
    newest,
    review: form.review,
    records: counts.get(`${form.form}\n${form.version}`) ?? 0
  }
}

/** Forms of today: one row a package. */
export function listForms(context: Context): Row[] {
  const running = requireRunning(context)
  freshIndex(running)
  const { registry } = running.ledger
  const counts = formCounts(running.index)
  const current = registry.forms.filter(form => holds(form, registry.size))
  const newest = new Map(current.filter(form => form.state === 'published').map(form => [form.form, form.package]))
  return current
    .map(form => rowOf(running, form, newest.get(form.form) === form.package, counts))
    .toSorted((a, b) => a.title.localeCompare(b.title) || (a.newest ? -1 : 1))
}

export function getForm(context: Context, input: Checked<'getForm'>): Output<'getForm'> {
  const running = requireRunning(context)
  const { registry } = running.ledger
  const form = registry.forms.findLast(entry => entry.package === input.package)
  const xml = packageXml(running.ledger, input.package as Hash)
  if (!form || xml === undefined) throw new OfficeError('unknown-form', { form: input.package.slice(0, 8) })
  return { ...rowOf(running, form, false, formCounts(running.index)), xml }
}

/** Publish an XForm. Throws waits-for-approval where it takes more than one administrator, or the registry is elsewhere. */
export function publishForm(ledger: Ledger, approver: KeySigner, xml: string, audience: Audience, clock: Ledger['clock']): Form {
  const result = proposeForm(ledger, approver, xml, { audience }, clock)
  if ('form' in result) return result
  throw waits(ledger, result)
}

const waits = (ledger: Ledger, { motion }: KeptMotion): OfficeError =>
  new OfficeError('waits-for-approval', { has: approvingPersons(ledger, motion).size, needed: ledger.registry.policyAt(ledger.registry.size).quorum })

interface Terms {
  readonly audience: Audience
  readonly review?: FormEntry['review'] | undefined
}

/** Its package is kept, and a registry entry names its hash. Publishing the same again changes nothing but who must approve its records. */
function proposeForm(ledger: Ledger, approver: KeySigner, xml: string, { audience, review }: Terms, clock: Ledger['clock']): Form | KeptMotion {
  const info = readForm(xml)
  const hash = packageHash(native, xml)
  const known = ledger.registry.formAt(hash, ledger.registry.size)
  if (known?.state === 'published') {
    if (String(known.audience) !== String(audience))
      throw new OfficeError('bad-input', { field: 'audience', wanted: 'the audience under which this form is published already', got: 'another' })
    if (review === undefined || review === known.review) return known
  }
  const clash = ledger.registry.forms.find(
    form => form.form === info.id && form.version === info.version && form.package !== hash && holds(form, ledger.registry.size)
  )
  if (clash)
    throw new OfficeError('form-not-readable', {
      detail: `version ${info.version} of ${info.id} is published already with other contents; give it a new version`
    })
  insertPackage(ledger.store.ledger, hash, utf8(xml))
  const item = plain(ledger, {
    t: 'form',
    id: newId(clock),
    form: info.id,
    version: info.version,
    package: hash,
    state: 'published',
    audience: audience as never,
    sensitive: false,
    review: review ?? known?.review ?? 'none'
  })
  const moved = moveMotion(ledger, [item], approver)
  fileReady(ledger)
  return ledger.registry.formAt(hash, ledger.registry.size) ?? moved
}

export function importForm(context: Context, input: Checked<'importForm'>, session: LiveSession): Row {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const audience = input.audience === 'everyone' ? 'everyone' : (input.audience.toSorted() as unknown as Audience)
  const form = proposeForm(running.ledger, author.signer, input.xml, { audience, review: input.review }, running.ledger.clock)
  if (!('form' in form)) {
    running.network?.give(writeMotion(form.motion))
    context.news.tell('joinChanged')
    throw waits(running.ledger, form)
  }
  running.registryGrew()
  running.network?.announce()
  context.news.tell('formsChanged')
  context.news.tell('headMoved')
  return rowOf(running, form, true, formCounts(running.index))
}
