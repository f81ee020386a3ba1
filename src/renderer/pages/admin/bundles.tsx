import { Alert } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useFiles, useOffice } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { sizeOf } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { ChoiceField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** Records carried by hand, both ways. */
export function Bundles() {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby="bundles-title">
      <h2 id="bundles-title">{t('admin.bundle')}</h2>
      <p>{t('admin.bundleLead')}</p>
      <Out />
      <In />
    </section>
  )
}

function Out() {
  const { t, i18n } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const announce = useAnnounce()
  const network = useCall('network', {})
  const [receiver, setReceiver] = useState('')
  const out = useAct(async () => {
    const { download, name, size, lines, payloads } = await office.exportBundle(receiver === '' ? {} : { office: receiver })
    saveFile(name, await files.get(download))
    announce(t('admin.bundleOutDone', { name, lines, payloads, size: sizeOf(size, i18n.language) }))
  })
  const others = network.value?.offices.filter(one => one.desks.some(desk => !desk.mine)) ?? []
  return (
    <>
      <ChoiceField
        label={t('admin.bundleFor')}
        value={receiver}
        change={setReceiver}
        options={[{ value: '', label: t('admin.bundleAll') }, ...others.map(one => ({ value: one.name, label: one.name }))]}
      />
      <Trouble error={out.error} level={3} />
      <p className="row">
        <BusyButton outline busy={out.busy} busyText={t('admin.bundleOutBusy')} onClick={() => void out.run()}>
          {t('admin.bundleOut')}
        </BusyButton>
      </p>
    </>
  )
}

function In() {
  const { t } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const [file, setFile] = useState<File | null>(null)
  const [taken, setTaken] = useState<Output<'importBundle'> | null>(null)
  const take = useAct(async (from: File) => {
    setTaken(null)
    const { sha256 } = await files.put(new Uint8Array(await from.arrayBuffer()))
    setTaken(await office.importBundle({ sha256 }))
  })
  const choose = (chosen: File | null): void => {
    setFile(chosen)
    if (chosen) void take.run(chosen)
  }
  return (
    <>
      <FileField label={t('admin.bundleIn')} hint={t('admin.bundleInHint')} chosen={file} choose={choose} />
      {take.busy && <p role="status">{t('admin.bundleInBusy')}</p>}
      <Trouble error={take.error} level={3} />
      <div role="status">
        {taken && (
          <Alert type={taken.refused.length > 0 ? 'warning' : 'success'}>
            <p className="usa-alert__text">{t('admin.bundleInDone', taken)}</p>
            {taken.refused.length > 0 && (
              <>
                <p className="usa-alert__text">{t('admin.bundleRefused', { count: taken.refused.length })}</p>
                <ul>
                  {taken.refused.map(one => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
              </>
            )}
          </Alert>
        )}
      </div>
    </>
  )
}
