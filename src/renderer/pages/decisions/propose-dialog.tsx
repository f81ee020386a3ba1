import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { roles, type DecisionsView, type Input, type MotionView, type Role } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { ReasonField } from './reason-field.tsx'
import { SignForm } from './sign-dialog.tsx'

const whats = ['revoke-desk', 'revoke-person', 'revoke-office', 'role', 'quorum', 'witnesses', 'hub-add', 'hub-remove'] as const
type What = (typeof whats)[number]
type UpTo = 'witnessed' | 'held'

/** Compose a change; what would be signed is shown before the passphrase is asked for. */
export function ProposeDialog({ view, close }: { view: DecisionsView; close(): void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<MotionView | null>(null)
  return (
    <Dialog wide title={draft ? t('decisions.signTitle') : t('decisions.proposeTitle')} close={close}>
      {draft ? <SignForm motion={draft} act="approve" close={close} /> : <Compose view={view} drafted={setDraft} close={close} />}
    </Dialog>
  )
}

interface Option {
  readonly value: string
  readonly label: string
}

function Compose({ view, drafted, close }: { view: DecisionsView; drafted(draft: MotionView): void; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const network = useCall('network', {})
  const [what, setWhat] = useState<What>('revoke-desk')
  const [subject, setSubject] = useState('')
  const [role, setRole] = useState<Role>('clerk')
  const [reason, setReason] = useState('')
  const [upTo, setUpTo] = useState<UpTo>('witnessed')
  const [quorum, setQuorum] = useState(String(view.quorum))
  const [witnesses, setWitnesses] = useState(String(view.witnesses))
  const form = useTried()
  const draft = useAct(async (input: Input<'draftMotion'>) => drafted(await office.draftMotion(input)))
  const offices = network.value?.offices ?? []
  const isHubs = what === 'hub-add' || what === 'hub-remove'
  const subjects: Option[] = isHubs
    ? offices.flatMap(one =>
        one.desks
          .filter(desk => desk.hub === (what === 'hub-remove') && (desk.hub || desk.trouble !== 'revoked'))
          .map(desk => ({ value: desk.chain, label: desk.desk }))
      )
    : what === 'revoke-desk'
      ? offices.flatMap(one => one.desks.filter(desk => desk.trouble !== 'revoked').map(desk => ({ value: desk.chain, label: desk.desk })))
      : what === 'revoke-office'
        ? offices.map(one => ({ value: one.id, label: one.name }))
        : view.people.map(({ person, name, roles: held }) => ({ value: person, label: `${name} (${held})` }))
  const chosen = subjects.find(one => one.value === subject)?.value ?? ''
  const revokes = what.startsWith('revoke')
  const compose = (): Input<'draftMotion'> | undefined => {
    if (what === 'quorum') return { what: 'policy', quorum: Number(quorum) }
    if (what === 'witnesses') return { what: 'policy', witnesses: Number(witnesses) }
    if (chosen === '') return undefined
    if (isHubs) return { what: 'hub', desk: chosen, named: what === 'hub-add' }
    if (what === 'role') return { what: 'role', person: chosen, role, upTo }
    const of = what === 'revoke-desk' ? 'desk' : what === 'revoke-office' ? 'office' : 'person'
    return reason.trim() === '' ? undefined : { what: 'revoke', of, subject: chosen, reason: reason.trim(), upTo }
  }
  return (
    <DialogForm
      act={draft}
      label={t('decisions.next')}
      busyText={t('decisions.nextBusy')}
      send={() => {
        form.setTried()
        const input = compose()
        if (input) void draft.run(input)
      }}
      close={close}
    >
      <ChoiceField
        label={t('decisions.what')}
        value={what}
        change={value => {
          setWhat(whats.find(one => one === value) ?? 'revoke-desk')
          setSubject('')
        }}
        options={whats.map(one => ({ value: one, label: t(`decisions.whats.${one}`) }))}
      />
      {what === 'quorum' ? (
        <TextField
          label={t('decisions.quorumField')}
          hint={t('decisions.quorumHint', { count: view.administrators.length })}
          type="number"
          min={1}
          max={64}
          value={quorum}
          change={setQuorum}
          required
        />
      ) : what === 'witnesses' ? (
        <TextField
          label={t('decisions.witnessesField')}
          hint={t('decisions.witnessesHint', { count: view.witnesses })}
          type="number"
          min={1}
          max={64}
          value={witnesses}
          change={setWitnesses}
          required
        />
      ) : (
        <ChoiceField
          label={t(what === 'revoke-desk' || isHubs ? 'decisions.desk' : what === 'revoke-office' ? 'decisions.officeField' : 'decisions.person')}
          value={chosen}
          change={setSubject}
          options={[{ value: '', label: t('decisions.choose') }, ...subjects]}
          error={form.missing(chosen)}
        />
      )}
      {what === 'role' && (
        <ChoiceField
          label={t('decisions.role')}
          value={role}
          change={value => setRole(roles.find(one => one === value) ?? 'clerk')}
          options={roles.map(one => ({ value: one, label: `${t(`frame.role.${one}`)}: ${t(`admin.roles.${one}`)}` }))}
        />
      )}
      {isHubs && <p className="usa-hint">{t('decisions.hubHint')}</p>}
      {what !== 'quorum' && what !== 'witnesses' && !isHubs && (
        <ChoiceField
          label={t('decisions.upTo')}
          value={upTo}
          change={value => setUpTo(value === 'held' ? 'held' : 'witnessed')}
          options={(['witnessed', 'held'] as const).map(one => ({ value: one, label: t(`decisions.upTos.${one}`) }))}
        />
      )}
      {revokes && <ReasonField label={t('decisions.why')} value={reason} change={setReason} error={form.missing(reason.trim())} />}
    </DialogForm>
  )
}
