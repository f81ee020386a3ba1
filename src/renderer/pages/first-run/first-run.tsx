import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Plain } from '../../parts/frame/plain.tsx'
import { Glyph, type Sign } from '../../parts/icon.tsx'
import { JoinNetwork } from './join-network.tsx'
import { RestoreBackup } from './restore-backup.tsx'
import { StartNetwork } from './start-network.tsx'

type Way = 'start' | 'join' | 'restore'
const ways: readonly { way: Way; sign: Sign }[] = [
  { way: 'start', sign: 'network' },
  { way: 'join', sign: 'invite' },
  { way: 'restore', sign: 'history' }
]

/** An empty folder: start, join, or restore? */
export function FirstRun({ started }: { started(recoveryKey: string): void }) {
  const { t } = useTranslation()
  const [way, setWay] = useState<Way | null>(null)
  const back = (): void => setWay(null)
  switch (way) {
    case 'start':
      return <StartNetwork back={back} started={started} />
    case 'join':
      return <JoinNetwork back={back} />
    case 'restore':
      return <RestoreBackup back={back} />
    case null:
      return (
        <Plain wide title={t('firstRun.title')} lead={t('firstRun.lead')}>
          <h2 className="doors__question">{t('firstRun.question')}</h2>
          <ul className="doors">
            {ways.map(one => (
              <li key={one.way}>
                <button type="button" className="door" onClick={() => setWay(one.way)}>
                  <Glyph sign={one.sign} className="door__sign" />
                  <strong>{t(`firstRun.${one.way}.title`)}</strong>
                  <span>{t(`firstRun.${one.way}.body`)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Plain>
      )
  }
}
