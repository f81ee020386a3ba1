import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { relativeTime } from '../../office/words.ts'
import { ChoiceField } from '../../parts/field.tsx'
import { useNow } from '../../parts/moment.tsx'
import type { NetworkView } from './network-view.ts'

const questions = ['record', 'content', 'office', 'mine'] as const
type Question = (typeof questions)[number]
type OneOffice = NetworkView['offices'][number]

/** "Why can't I see …?", answered from what this desk knows; where it knows nothing it says so. */
export function WhyNot({ view }: { view: NetworkView }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const others = view.offices.filter(office => office.desks.some(desk => !desk.mine))
  const [question, setQuestion] = useState<Question>('record')
  const [chosen, setChosen] = useState('')
  const office = others.find(one => one.id === chosen) ?? others[0]
  const needsOffice = question === 'record' || question === 'mine'
  const when = (at: string): string => relativeTime(t, at, now, i18n.language)
  return (
    <section className="card" aria-labelledby="why-title">
      <h2 id="why-title">{t('network.why.title')}</h2>
      <div className="why">
        <ChoiceField
          label={t('network.why.which')}
          value={question}
          change={value => setQuestion(questions.find(one => one === value) ?? 'record')}
          options={questions.map(one => ({ value: one, label: t(`network.why.${one}`) }))}
        />
        {needsOffice && office && (
          <ChoiceField
            label={t('network.why.fromOffice')}
            value={office.id}
            change={setChosen}
            options={others.map(one => ({ value: one.id, label: one.name }))}
          />
        )}
      </div>
      <div role="status">
        {answers(t, question, office, view, when).map(answer => (
          <p key={answer}>{answer}</p>
        ))}
      </div>
    </section>
  )
}

const newest = (times: readonly (string | null)[]): string | null =>
  times.reduce((latest, time) => (time !== null && (latest === null || time > latest) ? time : latest), null)

function answers(t: TFunction, question: Question, office: OneOffice | undefined, view: NetworkView, when: (at: string) => string): string[] {
  if (question === 'content') return [t('network.why.answerContent')]
  const heard = newest(view.offices.flatMap(one => one.desks.flatMap(desk => [desk.lastContact, desk.stick])))
  if (question === 'office') return [heard ? t('network.why.answerOffice', { when: when(heard) }) : t('network.why.answerOfficeNever')]
  if (!office) return []
  const desks = office.desks.filter(desk => !desk.mine)
  const contact = newest(desks.flatMap(desk => [desk.lastContact, desk.stick]))
  const said: string[] = []
  if (question === 'mine') {
    const ahead = Math.max(0, ...desks.map(desk => desk.ahead))
    if (contact === null) return [t('network.why.answerNever', { office: office.name })]
    said.push(ahead > 0 ? t('network.why.answerMine', { count: ahead, office: office.name }) : t('network.why.answerMineLevel', { office: office.name }))
    return said
  }
  if (contact === null) return [t('network.why.answerNever', { office: office.name })]
  const behind = desks.reduce((total, desk) => total + desk.behind, 0)
  said.push(behind > 0 ? t('network.why.answerBehind', { count: behind, office: office.name }) : t('network.why.answerLevel', { office: office.name }))
  if (!desks.some(desk => desk.connected)) said.push(t('network.why.answerSilent', { office: office.name, when: when(contact) }))
  return said
}
