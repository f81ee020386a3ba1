/** Proposals, lines kept aside and forks as the command line says them. */
import type { DecisionsView, ForkView, MotionView } from '../../shared/contract.ts'
import { counted } from './answer.ts'

type Part = MotionView['parts'][number]
const factOf = (part: Part, name: string): string => part.facts.find(([fact]) => fact === name)?.[1] ?? ''

function saysPart(part: Part): string {
  const { kind, subject } = part
  switch (kind) {
    case 'admit-office':
      return `admit the office ${subject}`
    case 'admit-desk':
      return `admit the desk ${subject}`
    case 'admit-continues':
      return `admit the desk ${subject}, which continues ${factOf(part, 'old')}`
    case 'admit-person':
      return `admit ${subject} as ${factOf(part, 'role')}`
    case 'admit-key':
      return `admit a further key of ${subject} at ${factOf(part, 'desk')}`
    case 'revoke-office':
      return `revoke the office ${subject} with its desks`
    case 'revoke-desk':
      return `revoke the desk ${subject}`
    case 'revoke-person':
      return `revoke ${subject} at every desk`
    case 'revoke-key':
      return `revoke one key of ${subject}`
    case 'role':
      return `${subject}: ${factOf(part, 'was') || 'no role'} → ${factOf(part, 'role')}`
    case 'policy':
      return `rules: ${part.facts.map(([name, value]) => `${name} ${value}`).join(', ') || 'no change'}`
    case 'form':
      return `publish the form ${subject} ${factOf(part, 'version')}`
    case 'accept':
      return `let ${counted(Number(factOf(part, 'lines')), 'line')} count that were kept aside`
    case 'decide':
      return `keep ${factOf(part, 'keep')} lines of ${subject}`
    case 'succeed':
      return `begin a new registry at ${subject}: ${counted(Number(factOf(part, 'registryLines')), 'line')} of the old one count, ${factOf(part, 'registryLost')} that are here lose their effect`
    case 'other':
      return 'a change that this program does not know'
  }
}

export const saysMotion = (motion: MotionView): string => motion.parts.map(saysPart).join('; ')

/** What is signed, whole. */
export function motionText(motion: MotionView): string[] {
  return [
    `Proposal ${motion.id}, ${motion.has} of ${motion.needed} approvals:`,
    ...motion.parts.flatMap(part => [
      `- ${saysPart(part)}`,
      ...(part.facts.some(([name]) => name === 'words') ? [`  six words of the key: ${factOf(part, 'words')}`] : []),
      ...(part.reason === null ? [] : [`  reason: ${part.reason}`]),
      ...part.cuts.map(cut => `  ${cut.desk}: the first ${cut.size} lines count (here: ${cut.held}, witnessed by other offices: ${cut.witnessed})`),
      `  signed: ${part.signed}`
    ]),
    ...(motion.fault === null ? [] : [`It would have no effect now: ${motion.fault}.`])
  ]
}

const approvers = ({ approvals }: MotionView): string =>
  approvals.map(({ person, withdrawn, counts }) => `${person}${withdrawn ? ' (withdrawn)' : counts ? '' : ' (no administrator now)'}`).join(', ')

function forkText({ desk, registry, at, height, kept, waiting, decided, sides }: ForkView): string[] {
  return [
    `${registry ? 'The registry' : desk}: its key signed two histories, which differ ${height === null ? `within the first ${at} lines` : `from line ${height} on`}.`,
    ...sides.map(
      (side, i) =>
        `  ${i === 0 ? 'A' : 'B'}: ${side.size} lines, root ${side.checkpoint}${side.mine ? ', taken by this desk' : ''}; witnessed by ${side.witnesses.map(one => one.desk).join(', ') || 'no other office known here'}`
    ),
    decided
      ? `  Decided: ${decided.size} lines of ${decided.root} count.`
      : `  The first ${kept} lines keep counting; ${counted(waiting, 'line')} wait for a decision.`
  ]
}

export function listed(view: DecisionsView): string[] {
  const open = view.motions.filter(({ state }) => state === 'open')
  return [
    `A change takes ${view.quorum} of ${counted(view.administrators.length, 'administrator')}. A block is witnessed when ${counted(view.witnesses, 'other office')} ${view.witnesses === 1 ? 'has' : 'have'} signed it.`,
    ...(open.length === 0 ? ['Nothing waits for a decision.'] : []),
    ...open.map(
      motion =>
        `${motion.id.slice(0, 8)}  ${saysMotion(motion)}  ${motion.has} of ${motion.needed}: ${approvers(motion)}${motion.fault === null ? '' : `  (would have no effect: ${motion.fault})`}`
    ),
    ...view.forks.flatMap(forkText),
    ...view.aside.map(({ desk, size, lines }) => `${desk}: ${counted(lines.length, 'line')} after the first ${size} kept aside.`),
    ...view.motions.filter(({ state }) => state !== 'open').map(motion => `${motion.id.slice(0, 8)}  ${motion.state}  ${saysMotion(motion)}`)
  ]
}
