/**
 * `npm run -s demo`: the whole way with real desks on this machine, and an honest report. Every value of it comes from what
 * happened; exit code 0 only if all held, 1 if something did not, 2 if it could not run.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import { readFlags } from '../serve/read-flags.ts'
import { complain, COULD_NOT_RUN, type Voice } from './answer.ts'
import { check, isNamed, isSound, linesOf, type Checked } from './demo/checking.ts'
import { enterRecords, publishForms, syncAll } from './demo/entering.ts'
import { folderOf, MOST_OFFICES, startNetwork, type DemoOffice } from './demo/network.ts'
import { randomOf, type Random } from './demo/random.ts'
import { tamper, type TamperKind, type Tampered } from './demo/tamper.ts'
import { readText } from './files.ts'

export interface DemoReport {
  readonly offices: number
  readonly records: number
  readonly lines: number
  readonly synced: boolean
  readonly verified: boolean
  readonly tamper: { readonly detected: boolean } & { readonly [K in keyof Tampered]: Tampered[K] | null }
  readonly seconds: number
}

interface DemoOptions {
  readonly offices: number
  readonly records: number
  readonly xml: string | undefined
  /** undefined: a folder of its own that is gone afterwards. */
  readonly keep: string | undefined
  readonly tampering: boolean
  readonly seed: number
}

const flags = {
  offices: { type: 'string', default: '3' },
  records: { type: 'string', default: '200' },
  form: { type: 'string' },
  keep: { type: 'string' },
  'no-tamper': { type: 'boolean', default: false },
  seed: { type: 'string' },
  json: { type: 'boolean', default: false }
} as const

function whole(name: string, text: string, least: number, most: number): number {
  const n = Number(text)
  if (!/^\d+$/.test(text) || n < least || n > most) throw new OfficeError('bad-input', { field: `--${name}`, wanted: `${least} to ${most}`, got: text })
  return n
}

function readOptions(argv: readonly string[]): DemoOptions {
  const values = readFlags(argv, flags)
  const keep = values.keep === undefined ? undefined : resolve(values.keep)
  if (keep !== undefined && existsSync(keep) && readdirSync(keep).length > 0) throw new OfficeError('file-exists', { file: keep })
  return {
    offices: whole('offices', values.offices, 1, MOST_OFFICES),
    records: whole('records', values.records, 1, 1_000_000),
    xml: values.form === undefined ? undefined : readText(values.form),
    keep,
    tampering: !values['no-tamper'],
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : whole('seed', values.seed, 0, 2 ** 32 - 1)
  }
}

/** Alters a copy and has it verified: was just that place named? */
async function tamperWith(
  offices: readonly DemoOffice[],
  folder: string,
  passphraseFile: string,
  random: Random,
  tell: Voice['tell']
): Promise<DemoReport['tamper']> {
  const at = random.below(offices.length)
  const copy = join(folder, 'tampered')
  cpSync(folderOf(folder, at), copy, { recursive: true })
  const done = tamper(copy, random.pick<TamperKind>(['line', 'payload', 'index']), random)
  tell(`altered on a copy of ${offices[at]!.name}: one bit of ${done.kind === 'index' ? 'the index' : `a ${done.kind}, block ${done.height} of ${done.chain}`}`)
  const detected = isNamed(await check(copy, offices[at]!.person, passphraseFile), done)
  return { detected, ...done }
}

const untouched: DemoReport['tamper'] = { detected: false, kind: null, chain: null, height: null, record: null }

async function play(options: DemoOptions, folder: string, tell: Voice['tell']): Promise<DemoReport> {
  const began = performance.now()
  const passphrase = 'a demo needs no secret'
  const passphraseFile = join(folder, 'passphrase.txt')
  writeFileSync(passphraseFile, `${passphrase}\n`, { mode: 0o600 })
  const offices: DemoOffice[] = []
  try {
    offices.push(...(await startNetwork({ folder, offices: options.offices, passphrase, tell })))
    const forms = await publishForms(offices[0]!.desk.office, options.xml)
    const filed = await enterRecords(
      offices,
      forms,
      options.records,
      offices.map((_, i) => randomOf(options.seed + i + 1))
    )
    const records = filed.reduce((sum, n) => sum + n, 0)
    tell(`${records} records filed`)
    const synced = await syncAll(offices, filed, 120 + records / 50)
    tell(synced ? 'every office holds the same, and has receipts for it' : 'the offices did not come to hold the same')
    await offices[0]!.desk.stop()
    const stillThere = options.offices === 1 || (await offices[1]!.desk.office.listRecords({ office: offices[0]!.name, limit: 1 })).total === filed[0]
    for (const { desk } of offices) await desk.stop()
    const checks: Checked[] = []
    for (const { person, desk } of offices) checks.push(await check(desk.folder, person, passphraseFile))
    const verified = stillThere && checks.every(one => isSound(one, records) && linesOf(one) === linesOf(checks[0]!))
    tell(verified ? 'each office verified: sound' : 'verification found something')
    const tampered = options.tampering ? await tamperWith(offices, folder, passphraseFile, randomOf(options.seed), tell) : untouched
    return {
      offices: offices.length,
      records,
      lines: linesOf(checks[0]!),
      synced,
      verified,
      tamper: tampered,
      seconds: Number(((performance.now() - began) / 1000).toFixed(1))
    }
  } finally {
    for (const { desk } of offices) await desk.stop()
  }
}

function words(report: DemoReport, options: DemoOptions): string {
  const { kind, chain, height, detected } = report.tamper
  const found = !options.tampering
    ? 'Nothing was altered.'
    : detected
      ? `One bit was altered (${kind}${chain === null ? '' : `, block ${height} of ${chain}`}), and verification named it.`
      : `One bit was altered (${kind}), and verification did NOT name it.`
  return [
    `${report.offices} offices filed ${report.records} records in ${report.lines} blocks.`,
    report.synced ? 'Every office holds all of them and knows it by receipt.' : 'They did NOT come to hold the same.',
    report.verified ? 'Each was verified: sound.' : 'Verification found something that should not be.',
    found,
    `${report.seconds} seconds; seed ${options.seed}${options.keep === undefined ? '' : `; kept in ${options.keep}`}.`
  ].join('\n')
}

export async function runDemo(argv: readonly string[], voice: Voice): Promise<number> {
  const json = argv.includes('--json')
  try {
    const options = readOptions(argv)
    voice.tell(`seed ${options.seed}`)
    if (options.keep !== undefined) mkdirSync(options.keep, { recursive: true, mode: 0o700 })
    const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'muniment-demo-'))
    try {
      const report = await play(options, folder, voice.tell)
      voice.say(json ? JSON.stringify(report) : words(report, options))
      return report.synced && report.verified && report.tamper.detected === options.tampering ? 0 : 1
    } finally {
      if (options.keep === undefined) rmSync(folder, { recursive: true, force: true })
    }
  } catch (error) {
    return complain(error, json, voice)
  }
}

export async function main(argv: readonly string[]): Promise<void> {
  const voice: Voice = { say: text => void process.stdout.write(`${text}\n`), tell: line => void process.stderr.write(`${line}\n`) }
  const code = await runDemo(argv, voice).catch(() => COULD_NOT_RUN)
  await new Promise(done => process.stdout.write('', done))
  process.exit(code)
}
