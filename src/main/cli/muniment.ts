/** `muniment …`: one command, one answer, one exit code (0 done, 1 open findings, 2 could not run). */
import { CommanderError } from 'commander'
import { OfficeError } from '../../shared/errors.ts'
import { complain, COULD_NOT_RUN, speak, type Answer, type Voice } from './answer.ts'
import { makeProgram } from './program.ts'

/** Resolves to the exit code; undefined where `muniment serve` has taken over and ends by itself. */
export async function runCommand(argv: readonly string[], voice: Voice): Promise<number | undefined> {
  const json = argv.includes('--json')
  let answer: Answer | 'served' | undefined
  const program = makeProgram(voice, result => (answer = result))
  try {
    await program.parseAsync([...argv], { from: 'user' })
    if (answer === 'served') return undefined
    return answer ? speak(answer, json, voice) : 0
  } catch (error) {
    if (!(error instanceof CommanderError)) return complain(error, json, voice)
    if (error.exitCode === 0) return 0 // help or version was asked for
    if (error.code === 'commander.help' && !json) voice.tell(program.helpInformation())
    return complain(usage(error, argv), json, voice)
  }
}

function usage(error: CommanderError, argv: readonly string[]): OfficeError {
  const told = error.code === 'commander.help' ? 'no command' : error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  return new OfficeError('bad-input', {
    field: 'command line',
    wanted: `a command as "muniment${argv[0] && !argv[0].startsWith('-') ? ` ${argv[0]}` : ''} --help" shows it`,
    got: told
  })
}

export async function main(argv: readonly string[]): Promise<void> {
  const voice: Voice = { say: text => void process.stdout.write(`${text}\n`), tell: line => void process.stderr.write(`${line}\n`) }
  const code = await runCommand(argv, voice).catch(() => COULD_NOT_RUN)
  if (code === undefined) return
  process.exitCode = code
  // Everything said must be out first: a pipe takes it in pieces.
  await new Promise(done => process.stdout.write('', done))
  process.exit(code)
}
