import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { roles, type Role } from '../../../shared/contract.ts'
import { useDesk, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { isSettled, NewPassphrase, useNewPassphrase } from '../../parts/new-passphrase.tsx'

export function People() {
  const { t } = useTranslation()
  const desk = useDesk()
  const [adding, setAdding] = useState(false)
  return (
    <section className="card" aria-labelledby="people-title">
      <div className="card__head">
        <h2 id="people-title">{t('admin.people')}</h2>
        <Button type="button" onClick={() => setAdding(true)}>
          <Glyph sign="add" /> {t('admin.add')}
        </Button>
      </div>
      <p className="usa-hint">{t('admin.peopleLead')}</p>
      <div className="scroll-x" role="group" aria-labelledby="people-title" tabIndex={0}>
        <table className="usa-table">
          <thead>
            <tr>
              <th scope="col">{t('admin.columns.name')}</th>
              <th scope="col">{t('admin.columns.role')}</th>
              <th scope="col">{t('admin.columns.here')}</th>
              <th scope="col">{t('admin.columns.state')}</th>
            </tr>
          </thead>
          <tbody>
            {desk.people.map(person => (
              <tr key={person.key}>
                <th scope="row">
                  <bdi>{person.name}</bdi>
                </th>
                <td>{t(`frame.role.${person.role ?? 'none'}`)}</td>
                <td>{person.here ? t('admin.hereYes') : t('admin.hereNo')}</td>
                <td>{person.active ? t('admin.active') : t('admin.inactive')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {adding && <AddPerson close={() => setAdding(false)} />}
    </section>
  )
}

function AddPerson({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('clerk')
  const [twice, setTwice] = useNewPassphrase()
  const form = useTried()
  const add = useAct(async () => {
    await office.addPerson({ name: name.trim(), role, passphrase: twice.passphrase })
    announce(t('admin.added', { name: name.trim() }))
    close()
  })
  return (
    <Dialog title={t('admin.addTitle')} close={close} busy={add.busy}>
      <DialogForm
        act={add}
        label={t('admin.addAct')}
        busyText={t('admin.addBusy')}
        send={() => {
          form.setTried()
          if (name.trim() !== '' && isSettled(twice)) void add.run()
        }}
        close={close}
      >
        <p>{t('admin.addLead')}</p>
        <TextField
          label={t('admin.name')}
          hint={t('admin.nameHint')}
          value={name}
          change={setName}
          maxLength={200}
          required
          autoComplete="off"
          error={form.missing(name.trim())}
        />
        <ChoiceField
          label={t('admin.role')}
          value={role}
          change={value => setRole(roles.find(one => one === value) ?? 'clerk')}
          options={roles.map(one => ({ value: one, label: `${t(`frame.role.${one}`)}: ${t(`admin.roles.${one}`)}` }))}
        />
        <NewPassphrase label={t('admin.passphrase')} hint={t('admin.passphraseHint')} twice={twice} change={setTwice} form={form} />
      </DialogForm>
    </Dialog>
  )
}
