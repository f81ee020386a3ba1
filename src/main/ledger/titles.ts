/**
 * Names for ids: of the network, offices, desks and people, from the payloads of registry entries; and the reference
 * numbers made of them. What has not come yet is called by its id's first characters, never left blank.
 */
import type { Key, OfficeId, PersonId } from '../../shared/names.ts'
import { isCarrier, type Ref } from '../../shared/record/entry.ts'
import { textAt } from '../../shared/record/payload.ts'
import { lineAt } from '../store/lines.ts'
import { peekJson } from '../store/meta.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { storedBody, type Ledger } from './ledger.ts'
import { storedPayload } from './open-payload.ts'

export interface Titles {
  readonly network: string
  /** The names themselves, where they have come: null instead of an id's first characters. */
  readonly known: { readonly network: string | null; office(id: OfficeId): string | null }
  office(id: OfficeId): string
  /** `Yuma desk 2`, or the name its office gave it. */
  desk(chain: Key): string
  person(id: PersonId | null): string
  /** `YUM-2-000871`: office, desk in the office, running number. Made on the desk, unique without a network. */
  reference(chain: Key, ref: number): string
}

const unknown = (id: string): string => `${id.slice(0, 6)}…`

/** Three letters of a name, for reference numbers; `OFC` where its script has none of A to Z. */
export function officeCode(name: string): string {
  const letters = name
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
  return letters.length >= 2 ? letters.slice(0, 3) : 'OFC'
}

function nameAt(ledger: Ledger, ref: Ref, path = '@name'): string | null {
  const place = ledger.registry.places.get(ref.line)
  const held = place && ledger.chains.get(place.chain)
  if (!held) return null
  const lineId = lineIdOf(held.no, place.height)
  const row = lineAt(ledger.store.ledger, lineId)
  const entry = row && storedBody(row.line).entries[ref.index]
  if (!entry || !isCarrier(entry)) return null
  return textAt(storedPayload(ledger, place.chain, entry, posOf(lineId, ref.index)) ?? null, path)
}

/**
 * The name under which this desk was invited (`about`, written by the service): its records are numbered by it from the first
 * one on, also where the registry's own word for the office has not come yet.
 */
function invitedName(ledger: Ledger): string | null {
  try {
    const about = (peekJson(ledger.store.ledger, 'about') ?? {}) as { readonly office?: unknown }
    return typeof about.office === 'string' ? about.office : null
  } catch {
    return null
  }
}

/** The name under which a key was admitted; null where the key, or its name, is not here. */
export function nameOfKey(ledger: Ledger, key: Key): string | null {
  const known = ledger.registry.keys.get(key)
  return known ? nameAt(ledger, known.entry) : null
}

export function readTitles(ledger: Ledger): Titles {
  const { registry } = ledger
  const own = registry.desks.get(ledger.own.state.chain)?.office
  const offices = new Map<OfficeId, string>()
  const came = new Map<OfficeId, string>()
  const codes = new Map<OfficeId, string>()
  const used = new Set<string>()
  for (const office of registry.offices.values()) {
    const name = nameAt(ledger, office.entry)
    offices.set(office.office, name ?? unknown(office.office))
    if (name !== null) came.set(office.office, name)
    const bare = officeCode(name ?? (office.office === own ? invitedName(ledger) : null) ?? '')
    let code = bare
    for (let n = 2; used.has(code); n++) code = `${bare}${n}`
    used.add(code)
    codes.set(office.office, code)
  }
  const desks = new Map<Key, { name: string; office: OfficeId; number: number }>()
  for (const desk of registry.desks.values()) {
    const office = offices.get(desk.office) ?? unknown(desk.office)
    desks.set(desk.chain, { name: nameAt(ledger, desk.entry) ?? `${office} desk ${desk.number}`, office: desk.office, number: desk.number })
  }
  const people = new Map<PersonId, string>()
  for (const key of registry.keys.values()) if (!people.has(key.person)) people.set(key.person, nameAt(ledger, key.entry) ?? unknown(key.person))
  const network = registry.network[0] && nameAt(ledger, registry.network[0].entry)
  return {
    network: network ?? unknown(ledger.net),
    known: { network: network ?? null, office: id => came.get(id) ?? null },
    office: id => offices.get(id) ?? unknown(id),
    desk: chain => desks.get(chain)?.name ?? unknown(chain),
    person: id => (id === null ? '' : (people.get(id) ?? unknown(id))),
    reference: (chain, ref) => {
      const desk = desks.get(chain)
      return `${desk ? codes.get(desk.office) : 'OFC'}-${desk?.number ?? 0}-${String(ref).padStart(6, '0')}`
    }
  }
}
