import { parseArgs, type ParseArgsConfig } from 'node:util'
import { OfficeError } from '../../shared/errors.ts'

type Flags = NonNullable<ParseArgsConfig['options']>
type Values<F extends Flags> = ReturnType<typeof parseArgs<{ args: string[]; options: F; allowPositionals: false }>>['values']

/** What stands on the command line, and nothing but these flags. Throws bad-input, which names them all. */
export function readFlags<const F extends Flags>(argv: readonly string[], flags: F): Values<F> {
  try {
    return parseArgs<{ args: string[]; options: F; allowPositionals: false }>({ args: [...argv], options: flags, allowPositionals: false }).values
  } catch (error) {
    throw new OfficeError('bad-input', {
      field: 'command line',
      wanted: Object.keys(flags)
        .map(name => `--${name}`)
        .join(' '),
      got: error instanceof Error ? error.message : String(error)
    })
  }
}
