/**
 * A filed record's values, laid out as the form lays them out. What is shown is what `values` says, never what the engine
 * would compute today; the engine only lends labels (they may be computed from answers). Without it the form's own texts serve.
 */
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormInfo, FormNode, Group, Labels, Question } from '../../shared/forms/form-info.ts'
import { labelIn } from '../../shared/forms/form-text.ts'
import { readForm } from '../../shared/forms/read-form.ts'
import { completed, countInstances, instanceOf, isAttachment, type FieldValue, type Value } from '../../shared/forms/values.ts'
import { AttachmentPicture } from './attachment-image.tsx'
import { walk, openForm, pathOf } from './engine.ts'
import './entry.css'
import { useEntryWords } from './entry-text.ts'
import { codeOf, isRightToLeft, pickLanguage } from './language.ts'
import { chooseLanguage } from './session.ts'

export interface FormValuesProps {
  readonly form: { readonly xml: string }
  /** As `valuesOf` gives them; fields may be missing (withheld). */
  readonly values: readonly FieldValue[]
  /** A language of the form, or a code like `es`; else the form's default. */
  readonly language?: string | undefined
  readonly readAttachment: (name: string) => Promise<Blob | undefined>
  /** Level of the outermost headings; 3 when absent. */
  readonly headingLevel?: number | undefined
}

/** What the engine lends: labels by path, and by path and value for choices. */
interface Lent {
  readonly labels: ReadonlyMap<string, string>
  readonly choices: ReadonlyMap<string, string>
}
const NOTHING_LENT: Lent = { labels: new Map(), choices: new Map() }

interface Layout {
  readonly info: FormInfo
  readonly language: string
  readonly byPath: ReadonlyMap<string, Value>
  readonly counts: ReadonlyMap<string, number>
  readonly lent: Lent
  readonly readAttachment: FormValuesProps['readAttachment']
}

export function FormValues({ form, values, language, readAttachment, headingLevel = 3 }: FormValuesProps): ReactNode {
  useEntryWords()
  const { t } = useTranslation('entry')
  const info = useMemo(() => readForm(form.xml), [form.xml])
  const lent = useLent(form.xml, info, values, language)
  const byPath = useMemo(() => new Map(values), [values])
  const chosen =
    pickLanguage(
      info.languages.map(one => ({ language: one })),
      language
    )?.language ?? info.defaultLanguage
  const layout: Layout = { info, language: chosen, byPath, counts: countInstances(values), lent, readAttachment }
  const notAsked = info.questions.filter(question => question.control !== 'hidden' && byPath.get(question.path) === null).length
  const hidden = values.filter(([path, value]) => value !== null && isHidden(info, path))
  return (
    <div className="mun-values" lang={codeOf(chosen)} dir={isRightToLeft(chosen) ? 'rtl' : 'ltr'}>
      <GroupValues group={info.tree} path={info.tree.path} layout={layout} level={headingLevel} />
      {notAsked > 0 && <p className="mun-values-soft">{t('values.notAsked', { count: notAsked })}</p>}
      {hidden.length > 0 && (
        <details>
          <summary>{t('values.recorded')}</summary>
          <dl>
            {hidden.map(([path, value]) => (
              <div className="mun-values-row" key={path}>
                <dt>{path.slice(info.tree.path.length + 1)}</dt>
                <dd>{typeof value === 'string' ? value : ''}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  )
}

const isHidden = (info: FormInfo, path: string): boolean => {
  const plain = path.replace(/\[\d+\]/g, '')
  return info.questions.some(question => question.path === plain && question.control === 'hidden')
}

function useLent(xml: string, info: FormInfo, values: readonly FieldValue[], language: string | undefined): Lent {
  const [lent, setLent] = useState(NOTHING_LENT)
  useEffect(() => {
    let gone = false
    const lend = async (): Promise<void> => {
      const { root } = await openForm(xml, instanceOf(completed(values, info), info), () => undefined)
      chooseLanguage(root, language ?? info.defaultLanguage)
      const labels = new Map<string, string>()
      const choices = new Map<string, string>()
      for (const node of walk(root)) {
        const label = node.currentState.label?.asString.trim()
        if (label) labels.set(pathOf(node), label)
        if (node.nodeType === 'select')
          for (const item of node.currentState.valueOptions) choices.set(`${pathOf(node)}\n${item.value}`, item.label.asString.trim())
      }
      if (!gone) setLent({ labels, choices })
    }
    lend().catch(() => undefined)
    return () => {
      gone = true
    }
  }, [xml, info, values, language])
  return lent
}

interface GroupProps {
  readonly group: Group
  readonly path: string
  readonly layout: Layout
  /** Of the headings inside. */
  readonly level: number
}

/** Runs of questions become one list; groups and repeat instances become sections between them. */
function GroupValues({ group, path, layout, level }: GroupProps): ReactNode {
  const blocks: ReactNode[] = []
  let run: ReactNode[] = []
  const close = (): void => {
    if (run.length > 0) blocks.push(<dl key={blocks.length}>{run}</dl>)
    run = []
  }
  for (const node of group.children) {
    const inner = `${path}/${node.name}`
    if (node.kind === 'question') {
      if (isShown(node, inner, layout)) run.push(<Row key={inner} question={node} path={inner} layout={layout} />)
      continue
    }
    close()
    if (!hasShown(node, inner, layout)) continue
    blocks.push(
      node.kind === 'repeat' ? (
        <RepeatValues key={inner} group={node} path={inner} layout={layout} level={level} />
      ) : (
        <Section key={inner} group={node} path={inner} layout={layout} level={level} title={titleOf(node, inner, layout)} />
      )
    )
  }
  close()
  return blocks
}

/** Notes are words of the form, unless they show something computed. */
function isShown(question: Question, path: string, { byPath }: Layout): boolean {
  const value = byPath.get(path)
  return question.control !== 'hidden' && value !== null && (question.control !== 'note' || (value !== undefined && value !== ''))
}

const hasShown = (node: FormNode, path: string, layout: Layout): boolean => {
  if (node.kind === 'question') return isShown(node, path, layout)
  if (node.kind === 'repeat') return (layout.counts.get(path) ?? 0) > 0
  return node.children.some(child => hasShown(child, `${path}/${child.name}`, layout))
}

const titleOf = (node: FormNode, path: string, layout: Layout): string | undefined => layout.lent.labels.get(path) ?? textIn(node.labels, layout.language)
const textIn = (labels: Labels, language: string): string | undefined => labelIn(labels, language) || undefined

function Section({ group, path, layout, level, title }: GroupProps & { readonly title: string | undefined }): ReactNode {
  if (title === undefined) return <GroupValues group={group} path={path} layout={layout} level={level} />
  const Heading = `h${Math.min(level, 6)}` as 'h2' | 'h3' | 'h4' | 'h5' | 'h6'
  return (
    <section>
      <Heading>{title}</Heading>
      <GroupValues group={group} path={path} layout={layout} level={level + 1} />
    </section>
  )
}

function RepeatValues({ group, path, layout, level }: GroupProps): ReactNode {
  const { t } = useTranslation('entry')
  const title = titleOf(group, path, layout) ?? t('repeat.untitled')
  return Array.from({ length: layout.counts.get(path) ?? 0 }, (_, at) => (
    <Section key={at} group={group} path={`${path}[${at + 1}]`} layout={layout} level={level} title={t('values.instance', { title, number: at + 1 })} />
  ))
}

function Row({ question, path, layout }: { readonly question: Question; readonly path: string; readonly layout: Layout }): ReactNode {
  return (
    <div className="mun-values-row" data-path={path}>
      <dt>{titleOf(question, path, layout) ?? question.name}</dt>
      <dd>
        <Shown question={question} path={path} layout={layout} />
      </dd>
    </div>
  )
}

function Shown({ question, path, layout }: { readonly question: Question; readonly path: string; readonly layout: Layout }): ReactNode {
  const { t } = useTranslation('entry')
  const value = layout.byPath.get(path)
  const soft = (text: string): ReactNode => <span className="mun-values-soft">{text}</span>
  if (value === undefined) return soft(t('values.withheld'))
  if (value === null || value === '') return soft(t('values.blank'))
  if (isAttachment(value)) return value.type.startsWith('image/') ? <AttachmentPicture name={value.name} read={layout.readAttachment} /> : value.name
  if (Array.isArray(value)) {
    const list: readonly string[] = value
    return list.length === 0 ? soft(t('values.none')) : list.map(item => choiceLabel(question, path, item, layout)).join(', ')
  }
  const text = value as string
  if (question.control === 'select1') return choiceLabel(question, path, text, layout)
  if (question.control === 'acknowledge') return text === 'OK' ? t('values.acknowledged') : text
  return plainTime(question.type, text)
}

/** `2026-11-22T08:00:00.000-07:00` → `2026-11-22 08:00 -07:00`: the same, for people; anything else as it is. */
function plainTime(type: string, text: string): string {
  if (type !== 'dateTime' && type !== 'time') return text
  const [, day = '', time, offset = ''] = /^(?:(\d{4}-\d{2}-\d{2})T)?(\d{2}:\d{2}):00(?:\.0+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text) ?? []
  return time === undefined ? text : [day, time, offset === 'Z' ? 'UTC' : offset].filter(Boolean).join(' ')
}

const choiceLabel = (question: Question, path: string, value: string, layout: Layout): string => {
  const own = question.choices?.find(choice => choice.value === value)
  return layout.lent.choices.get(`${path}\n${value}`) || (own && textIn(own.labels, layout.language)) || value
}
