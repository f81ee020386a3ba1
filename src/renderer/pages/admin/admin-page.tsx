import { useTranslation } from 'react-i18next'
import { useDesk, useReach } from '../../office/context.tsx'
import { addressOf } from '../../office/place.ts'
import { deskName } from '../../office/words.ts'
import { HashText } from '../../parts/hash-text.tsx'
import { Page } from '../../parts/page.tsx'
import { Backup } from './backup.tsx'
import { Limits } from './limits.tsx'
import { Passphrase } from './passphrase.tsx'
import { People } from './people.tsx'

/** People, backups, what this desk is. Everyone finds their own passphrase here; the rest is as the role allows. */
export function AdminPage() {
  const { t } = useTranslation()
  const admits = useReach('admin')
  const reads = useReach('viewer')
  return (
    <Page title={admits ? t('admin.title') : t('admin.titleDesk')}>
      {admits && <People />}
      <div className="halves">
        <Passphrase />
        {admits && <Backup />}
        {reads && <Stick />}
        {reads && <Limits />}
        <About />
      </div>
    </Page>
  )
}

function Stick() {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby="bundles-title">
      <h2 id="bundles-title">{t('stick.title')}</h2>
      <p>{t('stick.lead')}</p>
      <a className="usa-button usa-button--outline" href={addressOf({ page: 'stick', office: '' })}>
        {t('admin.stickOpen')}
      </a>
    </section>
  )
}

function About() {
  const { t } = useTranslation()
  const desk = useDesk()
  return (
    <section className="card" aria-labelledby="about-title">
      <h2 id="about-title">{t('admin.about')}</h2>
      <dl className="facts">
        <dt>{t('admin.deskName')}</dt>
        <dd>
          <bdi>{deskName({ office: desk.office?.name ?? null, desk: desk.desk?.name ?? null })}</bdi>
        </dd>
        <dt>{t('admin.version')}</dt>
        <dd>{desk.version}</dd>
        <dt>{t('admin.registry')}</dt>
        <dd>{desk.registryHere ? t('admin.registryHere') : t('admin.registryElsewhere')}</dd>
        <dt>{t('signing.title')}</dt>
        <dd>
          <a className="usa-link" href={addressOf({ page: 'signing' })}>
            {desk.trouble && desk.state === 'readonly' ? t('signing.mayNot') : t('signing.may')}
          </a>
        </dd>
        <dt>{t('admin.folder')}</dt>
        <dd>
          <code dir="ltr">{desk.folder}</code>
          <span className="usa-hint">{t('admin.folderHint')}</span>
        </dd>
        {desk.network && (
          <>
            <dt>{t('admin.networkId')}</dt>
            <dd>
              <HashText hash={desk.network.id} label={t('admin.networkId')} />
              <span className="usa-hint">{t('admin.networkIdHint')}</span>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}
