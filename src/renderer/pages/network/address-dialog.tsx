import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { deskName } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { TextField } from '../../parts/field.tsx'
import type { DeskRow } from './network-view.ts'

export function AddressDialog({ desk, close }: { desk: DeskRow; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [address, setAddress] = useState('')
  const form = useTried()
  const add = useAct(async () => {
    await office.addAddress({ chain: desk.chain, address: address.trim() })
    announce(t('network.addressAdded'))
    close()
  })
  return (
    <Dialog title={t('network.addAddressTo', { desk: deskName(desk) })} close={close} busy={add.busy}>
      <DialogForm
        act={add}
        label={t('network.addAddress')}
        busyText={t('network.addAddress')}
        send={() => {
          form.setTried()
          if (address.trim() !== '') void add.run()
        }}
        close={close}
      >
        <TextField
          label={t('network.address')}
          hint={t('network.addressHint')}
          value={address}
          change={setAddress}
          maxLength={300}
          dir="ltr"
          spellCheck={false}
          error={form.missing(address.trim())}
        />
      </DialogForm>
    </Dialog>
  )
}
