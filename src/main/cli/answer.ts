/**
 * How a command answers: one JSON document on stdout with --json, plain lines without; progress goes to stderr, so that
 * stdout can be piped. A failure is a document too: `{"error": {"code", "message", "next"}}`.
 */
import { OfficeError } from '../../shared/errors.ts'

export interface Answer {
  /** The document of --json. */
  readonly value: object
  /** What a person reads. */
  readonly text: readonly string[]
  /** 0 done · 1 done, and it found something open. */
  readonly code?: 0 | 1
}

/** Where words go. `say` is stdout, `tell` is stderr. */
export interface Voice {
  readonly say: (text: string) => void
  readonly tell: (line: string) => void
}

/** A failure that came in words already, as a state of the desk. */
export class Heard extends Error {
  readonly code: string
  readonly next: string

  constructor({ code, message, next }: { readonly code: string; readonly message: string; readonly next: string }) {
    super(message)
    this.code = code
    this.next = next
  }
}

export const known = (error: unknown): OfficeError =>
  error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) }, { cause: error })

/** Exit code of a command that could not run. */
export const COULD_NOT_RUN = 2

export function speak(answer: Answer, json: boolean, voice: Voice): number {
  voice.say(json ? JSON.stringify(answer.value) : answer.text.join('\n'))
  return answer.code ?? 0
}

export function complain(error: unknown, json: boolean, voice: Voice): number {
  const { code, message, next } = error instanceof Heard ? error : known(error)
  if (json) voice.say(JSON.stringify({ error: { code, message, next } }))
  else voice.tell(`${message}\n${next}`)
  return COULD_NOT_RUN
}

/** `1 record`, `2 records`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** Columns of left-aligned text, two blanks apart; the last one is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => (row[i] ?? '').length)))
  return rows.map(row => row.map((text, i) => (i === row.length - 1 ? text : text.padEnd(widths[i]!))).join('  '))
}
