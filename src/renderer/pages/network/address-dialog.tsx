import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { deskName } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import type { DeskRow } from './network-view.ts'
import { submitted } from '../../parts/first-invalid.ts'

export function AddressDialog({ desk, close }: { desk: DeskRow; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [address, setAddress] = useState('')
  const [tried, setTried] = useState(false)
  const add = useAct(async () => {
    await office.addAddress({ chain: desk.chain, address: address.trim() })
    announce(t('network.addressAdded'))
    close()
  })
  return (
    <Dialog title={t('network.addAddressTo', { desk: deskName(desk) })} close={close} busy={add.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (address.trim() !== '') void add.run()
        }}
      >
        <TextField
          label={t('network.address')}
          hint={t('network.addressHint')}
          value={address}
          change={setAddress}
          maxLength={300}
          dir="ltr"
          spellCheck={false}
          error={tried && address.trim() === '' ? t('common.fillIn') : undefined}
        />
        <Trouble error={add.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={add.busy} busyText={t('network.addAddress')}>
            {t('network.addAddress')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
