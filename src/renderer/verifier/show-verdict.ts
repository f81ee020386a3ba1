/** The verdict on a file: first in one sentence, then record by record, then what is not proved. */
import { toHex, utf8 } from '../../shared/bytes.ts'
import { noble } from '../../shared/hashing.ts'
import type { EvidenceVerdict } from '../../shared/record/evidence-check.ts'
import { el, facts, fold, said } from './dom.ts'
import { showRecord } from './show-record.ts'
import { words } from './words.ts'

type Tone = 'good' | 'warning' | 'bad'

export const banner = (tone: Tone, title: string, ...more: readonly (Node | string)[]): HTMLElement =>
  el('div', { class: `banner banner--${tone}` }, el('h2', { id: 'verdict', tabindex: '-1' }, title), ...more)

function headline(verdict: EvidenceVerdict): HTMLElement {
  const { findings, records, network } = verdict
  const list = el('ul', {}, ...findings.map(({ code }) => el('li', {}, words.faults[code])))
  if (records.length === 0)
    return banner(
      'bad',
      words.nothing,
      el('p', {}, words.nothingMore),
      list,
      fold(words.rawError, ...findings.map(({ code, detail }) => el('p', {}, el('code', {}, `${code}: ${detail}`))))
    )
  if (findings.some(({ code }) => code === 'other-network')) return banner('bad', words.otherNetwork, list)
  if (findings.length > 0) return banner('warning', words.doesNotCount, list)
  const name = network && el('p', {}, said(words.network(network.name ?? network.id)), '. ', network.compared && words.networkCompared)
  return banner('good', words.sound, el('p', {}, words.soundMore), ...(name ? [name] : []))
}

const unproved = (verdict: EvidenceVerdict): HTMLElement =>
  el('section', { class: 'card' }, el('h2', {}, words.unproved), el('ul', {}, ...verdict.notEstablished.map(({ detail }) => el('li', {}, detail))))

/** Beyond this the folded text would make the page slow; the file is there. */
const MAX_RAW = 2_000_000

export function showVerdict(verdict: EvidenceVerdict, text: string): Node[] {
  const { records, network, registry } = verdict
  if (records.length === 0) return [headline(verdict)]
  return [
    headline(verdict),
    ...records.map(record => showRecord(record, verdict)),
    unproved(verdict),
    el(
      'section',
      { class: 'card' },
      el('h2', {}, words.reference),
      facts([
        [words.facts.network, network?.id ?? null],
        [words.facts.registry, registry && String(registry.size)],
        ...records.map(({ record }) => [words.facts.record, record] as const),
        [words.facts.sha256, toHex(noble.sha256(utf8(text)))]
      ]),
      fold(words.raw, el('pre', { tabindex: '0' }, text.length > MAX_RAW ? `${text.slice(0, MAX_RAW)}…` : text))
    )
  ]
}
