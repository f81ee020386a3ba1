/** Bundles out and in: the ledger in files, for other offices. */
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { OfficeId } from '../../../shared/names.ts'
import { holds } from '../../../shared/record/registry-facts.ts'
import { exportBundle as makeBundle } from '../../ledger/bundle.ts'
import { importBundle as takeBundle } from '../../ledger/read-bundle.ts'
import { payloadsCame } from '../../ledger/project-again.ts'
import { readAll, stagedSource, dropStaged } from '../../ledger/attachments.ts'
import { requireAuthor, requireRunning, type Context } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export async function exportBundle(context: Context, input: Checked<'exportBundle'>, session: LiveSession): Promise<Output<'exportBundle'>> {
  const running = requireRunning(context)
  const { registry } = running.ledger
  const office =
    input.office === undefined
      ? undefined
      : [...registry.offices.values()].find(item => holds(item, registry.size) && running.projection.titles.office(item.office) === input.office)
  if (input.office !== undefined && !office) throw new OfficeError('not-found', { what: 'office', id: input.office })
  const { bytes, lines, payloads } = await makeBundle(running.ledger, office ? (office.office as OfficeId) : null)
  const name = `muniment-${input.office ?? 'all'}-${day(context.options.now())}.bundle`.replace(/[^\w.-]+/g, '-')
  return { download: context.tickets.put(session, { bytes, type: 'application/octet-stream', name }), name, size: bytes.length, lines, payloads }
}

export async function importBundle(context: Context, input: Checked<'importBundle'>, session: LiveSession): Promise<Output<'importBundle'>> {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const source = stagedSource(running.ledger, author.person, input.sha256)
  if (!source) throw new OfficeError('not-found', { what: 'file', id: input.sha256.slice(0, 8) })
  const taken = await takeBundle(running.ledger, running.keys.sealSecret, readAll(source))
  dropStaged(running.ledger, author.person, input.sha256)
  running.settle()
  payloadsCame(running.projection)
  freshIndex(running)
  running.network?.announce()
  context.news.tell('headMoved')
  context.news.tell('formsChanged')
  return taken
}
