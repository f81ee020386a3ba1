/** Evidence of records, as a file to save. */
import type { Checked, Output } from '../../../shared/contract.ts'
import { utf8 } from '../../../shared/bytes.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { proveRecords } from '../../ledger/prove.ts'
import { recordBy, recordByRef } from '../../store/index/records.ts'
import { requireRunning, type Context, type Running } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'

/** By `line.index`, or by reference number where only one record has it. */
function requireRecord(running: Running, record: string): { record: string; ref: string } {
  const rows = recordByRef(running.index, record)
  const found = recordBy(running.index, record) ?? (rows.length === 1 ? rows[0] : undefined)
  if (!found) throw new OfficeError('not-found', { what: 'record', id: record })
  return found
}

export function proveRecord(context: Context, input: Checked<'proveRecord'>, session: LiveSession): Output<'proveRecord'> {
  const running = requireRunning(context)
  freshIndex(running)
  const records = [input.record].flat().map(record => requireRecord(running, record))
  const { withhold, hide, attachments } = input
  const { text, repeats } = proveRecords(
    running.projection,
    records.map(({ record }) => record),
    { withhold, hide, attachments }
  )
  const bytes = utf8(text)
  const name = `${records.length === 1 ? records[0]!.ref : `${records.length}-records`}.evidence.json`
  return { download: context.tickets.put(session, { bytes, type: 'application/json', name }), name, size: bytes.length, repeats: [...repeats] }
}
