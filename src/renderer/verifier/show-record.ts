/** One record of the evidence, readable: what it says, what is proved of it, and keys and hashes folded away. */
import type { EvidenceVerdict } from '../../shared/record/evidence-check.ts'
import type { ProvedRecord, ProvedVersion } from '../../shared/record/evidence-records.ts'
import type { Hash } from '../../shared/names.ts'
import type { Attachment } from '../../shared/record/payload.ts'
import { el, facts, fold, said } from './dom.ts'
import { formWords, type FormWords } from './form-words.ts'
import { words } from './words.ts'

const called = ({ id, name }: { readonly id: string; readonly name: string | null }): string => name ?? `${id.slice(0, 8)}…`
/** Pictures that a browser shows without running anything in them. */
const PICTURES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/gif']

type Files = EvidenceVerdict['files']

function attachmentParts(attachment: Attachment, files: Files): Node[] {
  const bytes = files.get(attachment.sha256)
  if (!bytes) return [el('span', { class: 'quiet' }, `, ${words.attachmentMissing}. SHA-256 `, el('code', {}, attachment.sha256))]
  const picture = PICTURES.includes(attachment.type)
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: picture ? attachment.type : 'application/octet-stream' }))
  const save = el('a', { href: url, download: attachment.name, class: 'no-print' }, words.saveAttachment(attachment.name))
  if (!picture) return [el('span', {}, ' '), save]
  const image = el('img', { src: url, alt: attachment.name })
  image.addEventListener('error', () => image.remove()) // what calls itself a picture need not be one
  return [image, save]
}

interface Row {
  readonly path: string
  readonly cell: () => HTMLElement
}

/** `language` is that of the form's words. */
function answers(version: ProvedVersion, form: FormWords, language: string, files: Files): HTMLElement {
  const rows: Row[] = [
    ...version.disclosed.map(([path, value]): Row => ({
      path,
      cell: () => {
        const cell = el('td', { class: value === null || value === '' ? 'quiet' : undefined }, said(form.answer(path, value, language)))
        if (value !== null && typeof value === 'object' && 'sha256' in value) cell.append(...attachmentParts(value, files))
        return cell
      }
    })),
    ...version.withheld.map((path): Row => ({ path, cell: () => el('td', {}, el('span', { class: 'withheld' }, words.withheld)) }))
  ].toSorted((a, b) => form.compare(a.path, b.path))
  const body = rows.map(({ path, cell }) =>
    el('tr', {}, el('th', { scope: 'row' }, said(form.question(path, language)), el('code', { class: 'path' }, path)), cell())
  )
  return el(
    'table',
    {},
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, words.question), el('th', { scope: 'col' }, words.answer))),
    el('tbody', {}, ...body)
  )
}

function content(version: ProvedVersion, xml: string | undefined, files: Files): Node[] {
  if (version.content === null) return [el('p', { class: 'quiet' }, words.noContent)]
  const form = formWords(xml)
  const [first = ''] = form.languages
  let table = answers(version, form, first, files)
  const parts: Node[] = form.title === null ? [] : [el('p', { class: 'quiet' }, said(form.title))]
  if (form.languages.length > 1) {
    const select = el('select', {}, ...form.languages.map(language => el('option', { value: language }, language)))
    select.addEventListener('change', () => {
      const next = answers(version, form, select.value, files)
      table.replaceWith(next)
      table = next
    })
    parts.push(el('label', { class: 'row no-print' }, words.language, select))
  }
  parts.push(table)
  if (version.hidden > 0) parts.push(el('p', {}, el('span', { class: 'withheld' }, words.withheld), ' ', words.hidden(version.hidden)))
  return parts
}

function proved(version: ProvedVersion): HTMLElement {
  const desk = called(version.desk)
  const counting = version.witnesses.filter(({ counts }) => counts)
  return el(
    'ul',
    { class: 'proved' },
    el('li', {}, words.byKey(called(version.author), desk, version.office && called(version.office))),
    el('li', {}, version.why === null ? words.admitted : words.notCounting(words.no[version.why] ?? version.why)),
    el('li', {}, words.place(version.height, desk)),
    version.notBefore && el('li', {}, words.notBefore(version.notBefore.time, called(version.notBefore.desk))),
    version.notAfter !== null && el('li', {}, words.notAfter(version.notAfter, Math.max(1, Math.min(version.wanted, counting.length)))),
    el('li', {}, words.claimed(version.time))
  )
}

const witnesses = (version: ProvedVersion): HTMLElement | null =>
  version.witnesses.length === 0
    ? null
    : el(
        'div',
        {},
        el('h4', {}, words.witnesses),
        el(
          'ul',
          {},
          ...version.witnesses.map(({ desk, office, time, counts }) =>
            el('li', {}, words.witness(called(desk), office && called(office), time), !counts && ` (${words.witnessIgnored})`)
          )
        )
      )

function oneVersion(version: ProvedVersion, forms: ReadonlyMap<Hash, string>, files: Files): HTMLElement {
  const form = version.form && forms.get(version.form.package)
  return el(
    'section',
    { class: version.current ? 'version' : 'version version--replaced' },
    el('h3', {}, words.kinds[version.kind], ' ', el('span', { class: 'tag' }, version.current ? words.current : words.replaced)),
    el('h4', {}, words.what),
    ...content(version, form ?? undefined, files),
    el('h4', {}, words.proved),
    proved(version),
    witnesses(version),
    fold(
      words.details,
      facts([
        [words.facts.line, version.line],
        [words.facts.height, String(version.height)],
        [words.facts.chain, version.chain],
        [words.facts.key, version.key],
        [words.facts.form, version.form && `${version.form.id}, ${version.form.version}, ${version.form.package}`]
      ])
    )
  )
}

export function showRecord(record: ProvedRecord, { forms, files }: EvidenceVerdict): HTMLElement {
  const [first] = record.versions
  const versions = record.versions.toSorted((a, b) => Number(b.current) - Number(a.current))
  return el(
    'article',
    { class: 'card' },
    el('h2', {}, words.record(record.number, first ? called(first.desk) : '')),
    el('p', {}, words.states[record.state]),
    ...versions.map(version => oneVersion(version, forms, files))
  )
}
