/** The commands about decisions, and their flags. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { roles, type Role } from '../../shared/contract.ts'
import type { Answer, Voice } from './answer.ts'
import {
  acceptLate,
  approve,
  approveByRecovery,
  changeQuorum,
  changeWitnesses,
  changeRole,
  decide,
  exportDecision,
  exportEvidence,
  importDecision,
  listDecisions,
  nameHub,
  revoke,
  showDecision,
  succeed,
  withdraw,
  type UpTo
} from './commands/decisions.ts'
import type { Globals } from './globals.ts'

type Add = <A extends unknown[]>(usage: string, about: string, act: (globals: Globals, ...args: A) => Promise<Answer>) => Command

function upTo(text: string): UpTo {
  if (text === 'witnessed' || text === 'held') return text
  const size = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(size)) throw new InvalidArgumentError('wanted witnessed, held or a number of lines')
  return size
}
const whole = (text: string): number => {
  const n = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(n)) throw new InvalidArgumentError('wanted a whole number')
  return n
}
const upToFlag = (): Option =>
  new Option('--up-to <lines>', 'how much of what was filed keeps counting: witnessed, held, or a number').argParser(upTo).default('witnessed')
const DRY: [string, string, boolean] = ['--dry-run', 'show what would be signed, and sign nothing', false]

interface Dry {
  readonly dryRun: boolean
}

/** `add`: commands by themselves; `group`: those of `muniment decisions`; `hub`: those of `muniment hub`. */
export function decisionCommands(add: Add, group: Add, hub: Add, voice: Voice): void {
  proposing(add, voice)
  hub('add <desk>', 'propose that desks reach each other through this one', (globals, desk: string, flags: Dry) =>
    nameHub(globals, desk, true, { dry: flags.dryRun }, voice)
  ).option(...DRY)
  hub('remove <desk>', 'propose that it is no hub any more', (globals, desk: string, flags: Dry) =>
    nameHub(globals, desk, false, { dry: flags.dryRun }, voice)
  ).option(...DRY)
  add(
    'approve [id]',
    'approve what another administrator proposes: the only one that waits, or the one named',
    (globals, id: string | undefined, flags: Dry & { recoveryFile?: string }) =>
      flags.recoveryFile === undefined || flags.dryRun
        ? approve(globals, id, { dry: flags.dryRun }, voice)
        : approveByRecovery(globals, id, flags.recoveryFile, voice)
  )
    .option('--recovery-file <file>', 'the words of the recovery key, which then approves instead of you')
    .option(...DRY)
  add(
    'succeed',
    'the desk that keeps the registry is lost: propose that this desk keeps a new one',
    (globals, flags: Dry & { reason: string; upTo?: number; recoveryFile?: string }) =>
      succeed(
        globals,
        {
          reason: flags.reason,
          dry: flags.dryRun,
          ...(flags.upTo === undefined ? {} : { upTo: flags.upTo }),
          ...(flags.recoveryFile === undefined ? {} : { recoveryFile: flags.recoveryFile })
        },
        voice
      )
  )
    .requiredOption('--reason <text>', 'what happened to that desk; it stands on the registry')
    .option('--up-to <lines>', 'how many lines of the old registry count; all that are here where it is not given', whole)
    .option('--recovery-file <file>', 'the words of the recovery key, which then approves instead of you')
    .option(...DRY)
  add('withdraw <id>', 'take back your approval', (globals, id: string) => withdraw(globals, id))
  group('list', 'what waits, what was decided, what is kept aside, who signed two histories', listDecisions)
  group('show <id>', 'one proposal, with what exactly is signed', showDecision)
  group('export <id> <file>', 'a proposal with its approvals so far, for an administrator who is not connected', exportDecision)
  group('import <file>', 'take in such a file', importDecision)
  group('evidence <desk> <file>', 'the evidence that a desk signed two histories', exportEvidence)
}

function proposing(add: Add, voice: Voice): void {
  add(
    'revoke',
    'propose that a desk, an office, a person or a key is revoked',
    (globals, flags: Dry & { desk?: string; who?: string; office?: string; key?: string; reason: string; upTo: UpTo }) => {
      const { desk, who, office, key, reason, upTo: size, dryRun } = flags
      return revoke(
        globals,
        {
          reason,
          upTo: size,
          dry: dryRun,
          ...(desk === undefined ? {} : { desk }),
          ...(who === undefined ? {} : { person: who }),
          ...(office === undefined ? {} : { office }),
          ...(key === undefined ? {} : { key })
        },
        voice
      )
    }
  )
    .option('--desk <desk>', 'its name or key')
    .option('--who <person>', 'a name or person id')
    .option('--office <office>', 'its name or id')
    .option('--key <key>', 'one key of a person')
    .requiredOption('--reason <text>', 'why; it stands on the registry')
    .addOption(upToFlag())
    .option(...DRY)
  add('role', 'propose what a person may do from now on', (globals, flags: Dry & { who: string; role: Role; office?: string; upTo: UpTo }) =>
    changeRole(globals, flags.who, flags.role, flags.office, flags.upTo, { dry: flags.dryRun }, voice)
  )
    .requiredOption('--who <person>', 'a name or person id')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .option('--office <office>', 'where; as until now where it is not given')
    .addOption(upToFlag())
    .option(...DRY)
  add('quorum <n>', 'propose how many administrators a change takes', (globals, n: string, flags: Dry) =>
    changeQuorum(globals, whole(n), { dry: flags.dryRun }, voice)
  ).option(...DRY)
  add('witnesses <n>', 'propose how many offices must have signed a block before it counts as witnessed', (globals, n: string, flags: Dry) =>
    changeWitnesses(globals, whole(n), { dry: flags.dryRun }, voice)
  ).option(...DRY)
  add('accept', 'propose that lines count that were kept aside', (globals, flags: Dry & { desk: string; to: number }) =>
    acceptLate(globals, flags.desk, flags.to, { dry: flags.dryRun }, voice)
  )
    .requiredOption('--desk <desk>', 'of which desk')
    .option('--to <height>', 'only those below this height', whole, Number.MAX_SAFE_INTEGER)
    .option(...DRY)
  add('decide', 'propose which of two histories of a desk counts', (globals, flags: Dry & { desk: string; keep: 'A' | 'B'; reason: string }) =>
    decide(globals, flags.desk, flags.keep, flags.reason, { dry: flags.dryRun }, voice)
  )
    .requiredOption('--desk <desk>', 'of which desk')
    .addOption(new Option('--keep <history>', 'as "muniment decisions list" shows them').choices(['A', 'B']).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why; it stands on the registry')
    .option(...DRY)
}
