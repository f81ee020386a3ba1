/** Two administrators at two desks, each a process of its own: a change takes both, over the network and by file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DecisionsView, MotionView } from '../../src/shared/contract.ts'
import { startDesk, type DeskProcess } from '../../src/main/cli/demo/desk-process.ts'
import { muniment, munimentJson, refusalOf } from './parts/command.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const pass = ['--passphrase-file', at('passphrase')]
const yuma = ['--data', at('yuma'), ...pass]
const mesa = ['--data', at('mesa'), ...pass]
const LONG = 300_000
const running: DeskProcess[] = []

beforeAll(() => writeFileSync(at('passphrase'), 'harbor lantern copper\n'))
afterAll(async () => {
  for (const desk of running) await desk.stop()
  rmSync(root, { recursive: true, force: true })
})

const decisions = async (desk: readonly string[]): Promise<DecisionsView> => (await munimentJson<DecisionsView>(...desk, 'decisions', 'list')).value

/** Asks the others until it answers so. */
async function untilDecided(desk: readonly string[], holds: (view: DecisionsView) => boolean): Promise<DecisionsView> {
  for (let i = 0; i < 40; i++) {
    const view = await decisions(desk)
    if (holds(view)) return view
    await muniment(...desk, 'sync', '--wait', '5')
  }
  throw new Error('not after forty rounds')
}

it(
  'what one proposes the other approves, and it stands on the registry; a third change goes by file; what is signed is printed first',
  async () => {
    await muniment('init', ...yuma, '--person', 'Ana', '--network', 'Arizona', '--office', 'Yuma')
    running.push(await startDesk(at('yuma')))
    await muniment(...yuma, 'invite', '--office', 'Mesa', '--role', 'admin', '--out', at('mesa.invitation'))
    const joining = muniment('join', at('mesa.invitation'), ...mesa, '--person', 'Bea', '--wait', '120')
    expect((await munimentJson<{ admitted: unknown[] }>(...yuma, 'admit', '--all', '--wait', '60')).value.admitted.length).toBe(1)
    expect((await joining).code).toBe(0)
    running.push(await startDesk(at('mesa')))

    const dry = await munimentJson<MotionView>(...yuma, 'quorum', '2', '--dry-run')
    expect([dry.value.state, dry.err.includes(dry.value.parts[0]!.signed)]).toEqual(['draft', true])
    expect((await decisions(yuma)).quorum).toBe(1)
    expect((await munimentJson<MotionView>(...yuma, 'quorum', '2')).value.state).toBe('filed')
    await untilDecided(mesa, ({ quorum }) => quorum === 2)

    expect((await muniment(...yuma, 'witnesses', '3', '--dry-run')).code).toBe(0)
    expect((await decisions(yuma)).witnesses).toBe(1)

    const role = await munimentJson<MotionView>(...mesa, 'role', '--who', 'Ana', '--role', 'admin')
    expect(role.value).toMatchObject({ state: 'open', has: 1, needed: 2 })
    await untilDecided(yuma, ({ motions }) => motions.some(({ id }) => id === role.value.id))
    const approved = await munimentJson<MotionView>(...yuma, 'approve')
    expect([approved.value.id, approved.value.state]).toEqual([role.value.id, 'filed'])
    expect(approved.err).toContain(approved.value.parts[0]!.signed)

    const back = await munimentJson<MotionView>(...yuma, 'quorum', '1')
    expect((await muniment(...yuma, 'decisions', 'export', back.value.id, at('proposal.json'))).code).toBe(0)
    expect(JSON.parse(readFileSync(at('proposal.json'), 'utf8'))).toMatchObject({ v: 1 })
    expect((await muniment(...mesa, 'decisions', 'import', at('proposal.json'))).code).toBe(0)
    expect((await muniment(...mesa, 'approve', back.value.id.slice(0, 8))).code).toBe(0)
    await untilDecided(yuma, ({ quorum }) => quorum === 1)
    expect((await munimentJson<MotionView>(...yuma, 'witnesses', '2')).value.state).toBe('filed')
    await untilDecided(mesa, ({ quorum, witnesses }) => quorum === 1 && witnesses === 2)
    expect(await refusalOf(...yuma, 'decisions', 'import', at('passphrase'))).toBe('motion-unreadable')
    expect(await refusalOf(...yuma, 'decisions', 'evidence', 'Mesa desk 1', at('none.json'))).toBe('fork-not-held')
    expect(await refusalOf(...yuma, 'approve', back.value.id.slice(0, 8))).toBe('motion-closed')
  },
  LONG
)
