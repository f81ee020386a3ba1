/** Records of every form, entered at every office, until all offices hold all of them. */
import { randomBytes } from 'node:crypto'
import type { Output } from '../../../shared/contract.ts'
import type { FormInfo } from '../../../shared/forms/form-info.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import { valuesFromJson } from '../../../shared/forms/values-json.ts'
import { uuid7 } from '../../../shared/names.ts'
import type { Office } from '../../../shared/wire.ts'
import { until, type DemoOffice } from './network.ts'
import { plausible } from './plausible.ts'
import type { Random } from './random.ts'

interface Published {
  readonly package: string
  readonly info: FormInfo
}
type Filings = Parameters<Office['fileRecords']>[0]['records']

/** The forms to fill in: the one given, else all that the network has (those that are shipped). */
export async function publishForms(registry: Office, xml: string | undefined): Promise<readonly Published[]> {
  if (xml !== undefined) return [{ package: (await registry.importForm({ xml })).package, info: readForm(xml) }]
  const rows = (await registry.listForms({})).filter(form => form.newest)
  return Promise.all(rows.map(async row => ({ package: row.package, info: readForm((await registry.getForm({ package: row.package })).xml) })))
}

const BATCH = 50

async function enterAt({ name, desk }: DemoOffice, forms: readonly Published[], count: number, random: Random): Promise<number> {
  for (const form of forms) await until(`${name} has the form ${form.info.title}`, 60, () => hasForm(desk.office, form.package))
  let filed = 0
  for (let left = count, turn = 0; left > 0; turn++) {
    const form = forms[turn % forms.length]!
    // Records come one at a time and in batches, as clerks and imports bring them.
    const size = Math.min(left, random.chance(0.5) ? 1 : 1 + random.below(BATCH))
    const records: Filings = Array.from({ length: size }, () => ({
      id: uuid7(Date.now(), randomBytes(10)),
      values: valuesFromJson(plausible(form.info, random), form.info) as unknown as Filings[number]['values']
    }))
    filed += (await desk.office.fileRecords({ package: form.package, records, provenance: { engine: null, language: null } })).filter(
      one => !one.already
    ).length
    left -= size
  }
  return filed
}

const hasForm = async (office: Office, hash: string): Promise<boolean> => (await office.listForms({})).some(form => form.package === hash && form.questions > 0)

/** Each office its share; answers how many each filed. */
export async function enterRecords(
  offices: readonly DemoOffice[],
  forms: readonly Published[],
  records: number,
  randoms: readonly Random[]
): Promise<readonly number[]> {
  const share = (i: number): number => Math.floor(records / offices.length) + (i < records % offices.length ? 1 : 0)
  return Promise.all(offices.map((office, i) => enterAt(office, forms, share(i), randoms[i]!)))
}

type Chains = Output<'listChains'>

const heads = (chains: Chains): string =>
  JSON.stringify(
    chains
      .filter(chain => chain.lines > 0)
      .map(chain => [chain.chain, chain.lines, chain.records])
      .toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))
  )

async function isSettled(offices: readonly DemoOffice[], filed: readonly number[]): Promise<boolean> {
  const total = filed.reduce((sum, n) => sum + n, 0)
  const views = await Promise.all(offices.map(async ({ desk }) => ({ status: await desk.office.status({}), chains: await desk.office.listChains({}) })))
  const same = views.every(({ status, chains }) => status.records === total && heads(chains) === heads(views[0]!.chains))
  // Copies are counted from storage receipts of other offices.
  const copied = views.every(({ status }, i) => offices.length === 1 || (status.onlyHere === 0 && status.copied === filed[i]))
  return same && copied
}

/** Until every office holds the same blocks and all records, and knows by receipt that others hold its own. False when it does not come to that in time. */
export async function syncAll(offices: readonly DemoOffice[], filed: readonly number[], seconds: number): Promise<boolean> {
  try {
    await until('all offices hold the same', seconds, async () => {
      await Promise.all(offices.map(({ desk }) => desk.office.syncNow({})))
      return isSettled(offices, filed)
    })
    return true
  } catch {
    return false
  }
}
