/** Every command and flag of `muniment`. The global flags are accepted before and after the command. */
import { existsSync } from 'node:fs'
import { join as joinPath, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { roles, type Role } from '../../shared/contract.ts'
import type { ReviewRule } from '../../shared/record/review.ts'
import { main as serveMain } from '../serve/main.ts'
import { VERSION } from '../version.ts'
import type { Answer, Voice } from './answer.ts'
import { backup, restore, salvage, type BackupFlags, type RestoreFlags, type SalvageFlags } from './commands/backups.ts'
import { exportBundle, importBundle } from './commands/copies.ts'
import { openAddress, status } from './commands/desk.ts'
import { checkForm, writeShipped, type CheckFlags } from './commands/form-check.ts'
import { addPerson, importForm, listForms } from './commands/forms.ts'
import { confirmRecovery, FOUNDER, init, recover } from './commands/found.ts'
import { admitContinuing, continueDesk, fileAgain, listContinuing, showMark, vouchForMark, type AdmitFlags } from './commands/mark.ts'
import { limits, type LimitFlags } from './commands/limits.ts'
import { admit, invite, join, sync } from './commands/network.ts'
import { peers } from './commands/peers.ts'
import { prove, type ProveFlags } from './commands/prove.ts'
import { addRecords, listRecords, showRecord } from './commands/records.ts'
import { listReviews, review } from './commands/reviews.ts'
import { verify } from './commands/verify.ts'
import { decisionCommands } from './decision-commands.ts'
import { globalsOf, type GlobalFlags, type Globals } from './globals.ts'

type Answered = (answer: Answer | 'served') => void
type Act<A extends unknown[]> = (globals: Globals, ...args: A) => Promise<Answer | 'served'>

const whole =
  (min: number, max: number) =>
  (text: string): number => {
    const n = Number(text)
    if (!/^\d+$/.test(text) || n < min || n > max) throw new InvalidArgumentError(`wanted ${min} to ${max}`)
    return n
  }
const orNone =
  (min: number, max: number) =>
  (text: string): number | 'none' =>
    text === 'none' ? text : whole(min, max)(text)
const role = (): Option => new Option('--role <role>', 'what they may do').choices(roles).default('clerk')

/** A command whose arguments and flags go to `act`, behind the global ones. */
function command<A extends unknown[]>(parent: Command, answered: Answered, usage: string, about: string, act: Act<A>): Command {
  return parent
    .command(usage)
    .description(about)
    .allowExcessArguments(false)
    .action(async (...args: unknown[]) => {
      const self = args.pop() as Command
      answered(await act(globalsOf(self.optsWithGlobals<GlobalFlags>()), ...(args as A)))
    })
}

export function makeProgram(voice: Voice, answered: Answered): Command {
  const program = new Command('muniment')
    .description('Records for field offices: filed into a signed, hash-chained ledger, shared between offices, checkable by anyone.')
    .version(VERSION, '-V')
    .option('--data <dir>', 'the data folder of the desk')
    .option('--passphrase-file <file>', 'a file that holds the passphrase')
    .option('--person <name>', 'who asks; where only one person uses the desk, that one')
    .option('--json', 'answer with one JSON document')
    .exitOverride()
    .configureOutput({ writeOut: text => voice.say(text.trimEnd()), writeErr: () => {} })
  const add = <A extends unknown[]>(usage: string, about: string, act: Act<A>): Command => command(program, answered, usage, about, act)
  const group = (name: string, about: string): (<A extends unknown[]>(usage: string, about: string, act: Act<A>) => Command) => {
    const parent = program.command(name).description(about)
    return (usage, inner, act) => command(parent, answered, usage, inner, act)
  }
  deskCommands(add)
  networkCommands(add, voice)
  decisionCommands(
    add,
    group('decisions', 'Decisions about the network: list, show, export, import, evidence'),
    group('hub', 'Desks through which others reach each other: add, remove'),
    voice
  )
  recordCommands(group('record', 'Records: add, list, show'), voice)
  reviewCommands(group('review', 'Review: list, approve, return, submit, withdraw'))
  formCommands(group('form', 'Forms: import, list'))
  group('person', 'People of this desk')(
    'add <name>',
    'let another person use this desk',
    (globals, name: string, flags: { role: Role; newPassphraseFile?: string }) => addPerson(globals, name, flags.role, flags.newPassphraseFile)
  )
    .addOption(role())
    .option('--new-passphrase-file <file>', 'a file that holds their passphrase')
  backupCommands(add, voice)
  bundleCommands(group('bundle', 'Blocks and content in a file: export, import'))
  markCommands(group('mark', 'Whether this desk may sign, and how it goes on when it may not'))
  add('verify <path>', 'check a data folder or an exported file; writes nothing', (globals, path: string, flags: { network?: string }) =>
    verify(globals, path, voice, flags.network)
  ).option('--network <id>', 'the network id as it is published, to compare with')
  add('prove', 'evidence of records: one file that anyone can check', (globals, flags: ProveFlags) => prove(globals, flags))
    .requiredOption('--record <id...>', 'reference number, or line.index')
    .requiredOption('--out <file>', 'where it is written')
    .option('--withhold <path...>', 'show that there is an answer, not what it says', [])
    .option('--hide <path...>', 'show neither', [])
    .option('--no-attachments', 'only their names, sizes and hashes')
  return program
}

type Add = <A extends unknown[]>(usage: string, about: string, act: Act<A>) => Command

function deskCommands(add: Add): void {
  add('init', 'found a network in an empty folder', (globals, flags: { network: string; office: string; mode: 'permissioned' | 'private' }) =>
    init(globals, flags)
  )
    .requiredOption('--network <name>', 'name of the network')
    .requiredOption('--office <name>', 'name of its first office')
    .addOption(new Option('--mode <mode>', 'who takes part').choices(['permissioned', 'private']).default('permissioned'))
    .addHelpText('after', `\n--person names its administrator; "${FOUNDER}" where it is not given.`)
  add('recover <file>', 'a passphrase or keys.json is lost: the recovery key (a file with its words) makes a new key for --person', (globals, file: string) =>
    recover(globals, file)
  )
  add('recovery <file>', 'confirm that the recovery key was kept: a file with its words', confirmRecovery)
  add('serve', 'run the desk and its page on this machine, until it is stopped', serve)
    .alias('office')
    .option('--port <n>', 'port of the page; 0 lets the system choose')
    .option('--listen <multiaddr...>', 'where other desks reach this one')
    .option('--no-listen', 'reach others, and be reached through a hub only: nothing listens here')
    .option('--no-pages', 'leave the pages as they were built')
    .option('--no-network', 'take no part in the network')
    .option('--hub', 'be a hub: connect desks that can not reach each other; "muniment hub add" tells them')
  add('status', 'what this desk says of itself', status)
  add('open', 'a fresh one-time address of the running desk', openAddress)
}

interface ServeFlags {
  readonly port?: string
  readonly listen?: readonly string[] | false
  readonly network: boolean
  readonly hub?: boolean
  readonly pages: boolean
}

/** In a checkout the pages are built from their sources; an installed program has only what was built. */
async function requirePages(tell: (line: string) => void): Promise<void> {
  const project = resolve(import.meta.dirname, '../../..')
  if (!existsSync(joinPath(project, 'src/renderer/vite.config.ts'))) return
  const { buildPages, pagesAreFresh } = await import('../start/pages.ts')
  if (pagesAreFresh(project)) return
  tell('Builds the pages …')
  await buildPages(project)
}

/** The desk server reads its own arguments; it ends the process by itself. */
async function serve({ data, json, person, passphraseFile }: Globals, { port, listen = [], network, hub, pages }: ServeFlags): Promise<'served'> {
  if (pages) await requirePages(line => void process.stderr.write(`${line}\n`))
  await serveMain([
    '--data',
    data,
    ...(json ? ['--json'] : []),
    ...(person === undefined ? [] : ['--person', person]),
    ...(passphraseFile === undefined ? [] : ['--passphrase-file', passphraseFile]),
    ...(port === undefined ? [] : ['--port', port]),
    ...(listen === false ? ['--no-listen'] : listen.flatMap(address => ['--listen', address])),
    ...(network ? [] : ['--no-network']),
    ...(hub === true ? ['--hub'] : [])
  ])
  return 'served'
}

function networkCommands(add: Add, voice: Voice): void {
  add('invite', 'invite an office, or one more desk of it', (globals, flags: { office: string; out: string; role: Role; hours: number; oversight?: boolean }) =>
    invite(globals, { ...flags, oversight: flags.oversight === true })
  )
    .requiredOption('--office <name>', 'the office to join; a new one where there is none of that name')
    .requiredOption('--out <file>', 'where the invitation is written')
    .addOption(role())
    .option('--hours <n>', 'how long it is good for', whole(1, 24 * 90), 24 * 7)
    .option('--oversight', 'the new office may see what is not for everyone')
  add('join <file>', 'ask to be admitted, by an invitation, and wait', (globals, file: string, flags: { wait: number; request?: string }) =>
    join(globals, file, flags.request === undefined ? flags.wait : 0, flags.request, voice)
  )
    .option('--wait <seconds>', 'how long to wait', whole(0, 86_400), 60)
    .option('--request <file>', 'write the request into a file, for the administrator; the answer comes back as a bundle')
  add(
    'admit [id]',
    'admit who is waiting: the only one, the one named, or --all',
    (globals, id: string | undefined, flags: { all?: boolean; list?: boolean; wait: number; as?: string; request?: string }) =>
      admit(globals, id, {
        ...(flags.request === undefined ? {} : { request: flags.request }),
        all: flags.all === true,
        list: flags.list === true,
        wait: flags.wait,
        ...(flags.as === undefined ? {} : { as: flags.as })
      })
  )
    .option('--all', 'all that wait')
    .option('--list', 'admit nobody, list who waits')
    .option('--request <file>', 'take in a request that came as a file; the answer is a bundle for that office')
    .option('--as <person>', 'as somebody who has a key at another desk: a further key of theirs')
    .option('--wait <seconds>', 'wait so long for somebody to ask', whole(0, 86_400), 0)
  add('peers', 'every other desk: seen or not, since when, how, why not, and what to try', (globals, flags: { reach?: boolean }) =>
    peers(globals, flags.reach === true)
  ).option('--reach', 'ask the others to dial back: can this desk be reached from outside?')
  add('limits', 'how much of the line this desk takes, and how much it may hold', (globals, flags: LimitFlags) => limits(globals, flags))
    .option('--cap <kB/s>', 'thousands of bytes a second for exchange, 8 at least; or none', orNone(8, 1_000_000))
    .option('--budget <MB>', 'millions of bytes that the ledger may take, 16 at least; or none', orNone(16, 100_000_000))
  add('sync', 'ask every known desk now', (globals, flags: { wait: number }) => sync(globals, flags.wait)).option(
    '--wait <seconds>',
    'keep asking so long until one answers',
    whole(0, 86_400),
    10
  )
}

function recordCommands(add: Add, voice: Voice): void {
  add('add', 'file one record, or an array of them; logic is not checked here', (globals, flags: { form: string; values: string; version?: string }) =>
    addRecords(globals, { form: flags.form, values: flags.values, version: flags.version }, voice)
  )
    .requiredOption('--form <id>', 'the form')
    .requiredOption('--values <file>', 'JSON: one object of values, or an array of them')
    .option('--version <version>', 'not the newest version of the form, but this')
  add('list', 'the newest records', (globals, flags: { search: string; form?: string; office?: string; limit: number; offset: number }) =>
    listRecords(globals, { search: flags.search, form: flags.form, office: flags.office, limit: flags.limit, offset: flags.offset })
  )
    .option('--search <words>', 'only those with these words', '')
    .option('--form <id>', 'only of this form')
    .option('--office <name>', 'only of this office')
    .option('--limit <n>', 'at most so many', whole(1, 500), 50)
    .option('--offset <n>', 'leave out so many first', whole(0, 2 ** 31), 0)
  add('show <ref>', 'one record, by its reference number', showRecord)
}

function reviewCommands(add: Add): void {
  const why = (of: Command): Command => of.option('--reason <text>', 'why', '')
  const decide = (decision: 'approve' | 'submit' | 'withdraw', about: string): Command =>
    why(add(`${decision} <ref...>`, about, (globals, refs: string[], { reason }: { reason: string }) => review(globals, refs, decision, reason)))
  add('list', 'what waits for your decision, the oldest first', (globals, { limit }: { limit: number }) => listReviews(globals, limit)).option(
    '--limit <n>',
    'at most so many',
    whole(1, 500),
    100
  )
  decide('approve', 'approve records as they say now; all or none')
  add('return <ref...>', 'return records to their authors', (globals, refs: string[], { reason }: { reason: string }) =>
    review(globals, refs, 'return', reason)
  ).requiredOption('--reason <text>', 'what is to be mended')
  decide('submit', 'ask for a review of records whose form asks for none')
  decide('withdraw', 'take your decision back')
}

function formCommands(add: Add): void {
  add('import <file>', 'publish an XForm or an XLSForm workbook', (globals, file: string, { review: rule }: { review?: ReviewRule }) =>
    importForm(globals, file, rule)
  ).addOption(new Option('--review <rule>', 'who must approve its records').choices(['none', 'one', 'four-eyes', 'two-offices']))
  add('check <file>', 'compile and check a form without a desk', (_, file: string, flags: CheckFlags) => Promise.resolve(checkForm(file, flags))).option(
    '--xml <file>',
    'write the XForm'
  )
  add('workbook <id> <file>', 'write a form that comes with the program as an XLSForm workbook, to start from', (_, id: string, file: string) =>
    Promise.resolve(writeShipped(id, file))
  )
  add('list', 'the forms of this desk', listForms)
}

function markCommands(add: Add): void {
  add('show', 'how far this desk has signed, and what keeps it from signing', showMark)
  add('continue', 'ask to go on under a new key, and wait', (globals, flags: { out?: string; wait: number }) => continueDesk(globals, flags.out, flags.wait))
    .option('--out <file>', 'write the request into a file for the administrator')
    .option('--wait <seconds>', 'how long to wait', whole(0, 86_400), 0)
  add('list', 'at the registry: who asks to go on under a new key', listContinuing)
  add('admit [id]', 'at the registry: admit the new key of the only one who asks, or the one named', (globals, id: string | undefined, flags: AdmitFlags) =>
    admitContinuing(globals, id, flags)
  )
    .option('--request <file>', 'a request that came as a file')
    .option('--refuse', 'refuse it')
    .addOption(role())
  add('vouch <file>', 'the mark is lost: the recovery key (a file with its words) says that this is the newest copy', vouchForMark)
  add('file-again', 'file again, under the new key, what the former one signed beyond its end', fileAgain)
}

function bundleCommands(bundle: Add): void {
  bundle('export <file>', 'write what another office lacks into a file', (globals, file: string, flags: { for?: string; whole?: boolean }) =>
    exportBundle(globals, file, flags.for, flags.whole === true)
  )
    .option('--for <office>', 'with the content that this office may see, sealed to it')
    .option('--whole', 'also what its desks have said that they hold: after a restore there')
  bundle('import <file>', 'take in what a file holds', importBundle)
}

function backupCommands(add: Add, voice: Voice): void {
  add('backup [file]', 'a copy of this desk, without its keys', (globals, file: string | undefined, flags: BackupFlags) => backup(globals, file, flags))
    .option('--out <file>', 'where it is written')
    .option('--backup-passphrase-file <file>', 'a passphrase of its own; else that of the person')
    .option('--recovery', 'the recovery key of the network opens it (too, where a passphrase is given)')
    .option('--keep-days <n>', 'it expires after so many days', whole(1, 3650), 365)
  add('restore <file>', 'a backup into an empty folder; with --check only try it', (globals, file: string, flags: RestoreFlags) =>
    restore(globals, file, flags, voice)
  )
    .option('--check', 'restore it in a temporary place and verify everything; no desk is touched')
    .option('--backup-passphrase-file <file>', 'the passphrase of the backup; else that of --passphrase-file')
    .option('--recovery-file <file>', 'the words of the recovery key, instead of a passphrase')
    .option('--expired', 'take it although it has expired')
  add('salvage', 'of a damaged desk, whatever still verifies, into a new folder', (globals, flags: SalvageFlags) => salvage(globals, flags, voice))
    .requiredOption('--out <dir>', 'the new folder')
    .option('--also <dir...>', 'other folders to take from: an earlier salvage, a restored backup', [])
}
