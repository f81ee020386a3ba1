/** Every word of the page. English; another language is another table of this shape. */
const many = (n: number, one: string, more: string): string => (n === 1 ? one : `${n.toLocaleString('en')} ${more}`)

const time = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' })

export const words = {
  title: 'Check evidence',
  ready: 'Choose an evidence file, or drop it here.',
  checking: 'Checking…',
  tooLarge: 'The file is larger than evidence can be.',
  notText: 'The file is not text: it is no evidence, or it was damaged on the way.',
  notEvidence: 'This is not an evidence file.',
  sound: 'Everything in this file is as it was signed.',
  soundMore: 'What it proves, and what it does not, stands below.',
  doesNotCount: 'What this file shows was signed, but it does not count.',
  nothing: 'This file proves nothing.',
  nothingMore: 'Something in it is not as it was signed. A changed, damaged or cut-off file looks like this; nothing that it says is shown.',
  otherNetwork: 'This is evidence of another network than the one whose id you gave.',
  noVerdict: 'This browser can not be used for checking.',
  noVerdictMore: (what: string): string =>
    `It verifies signatures otherwise than it must (${what}). Open this page in a current version of another browser, or use “muniment verify”.`,
  why: 'Why',
  rawError: 'For whoever repairs it',
  noAnswer: 'No answer',
  notAsked: 'Not asked',
  withheld: 'Withheld',
  hidden: (n: number): string => many(n, 'One answer is withheld together with its question.', 'answers are withheld together with their questions.'),
  noContent: 'The content is not in this file.',
  attachment: (name: string, size: number): string => `${name} (${many(size, 'one byte', 'bytes')})`,
  saveAttachment: (name: string): string => `Save ${name}`,
  attachmentMissing: 'not in this file',
  language: 'Language of the form',
  own: { '@reason': 'Reason', '@engine': 'Form rules checked by', '@language': 'Filled in in', '/data/meta/instanceID': 'Instance' },
  record: (number: number | null, desk: string): string => (number === null ? 'Record' : `Record ${number.toLocaleString('en')} of ${desk}`),
  states: {
    filed: 'Filed, and not changed by anything in this file',
    amended: 'Amended: the current version stands first',
    voided: 'Voided',
    conflict: 'Two versions contradict each other',
    noEffect: 'It does not count',
    waiting: 'It can not be judged from this file'
  },
  kinds: { record: 'Filed', amend: 'Amended', resolve: 'Settled', void: 'Voided' },
  replaced: 'replaced since',
  current: 'current',
  what: 'What it says',
  question: 'Question',
  answer: 'Answer',
  proved: 'What is proved',
  unproved: 'What is not proved',
  byKey: (author: string, desk: string, office: string | null): string =>
    `These answers were signed with a key of ${author} at ${desk}${office === null ? '' : `, ${office}`}. Not one character has changed since.`,
  admitted: 'The registry of the network says so: its administrators admitted this person, desk and office, and the rights at that time allowed it.',
  notCounting: (why: string): string => `The registry did not allow it (${why}).`,
  place: (height: number, desk: string): string =>
    `It is block ${height.toLocaleString('en')} of the chain of ${desk}, which can not be moved or replaced without a trace.`,
  notBefore: (at: string, desk: string): string => `It was signed after ${time.format(new Date(at))}: it names what ${desk} had signed then.`,
  notAfter: (at: string, n: number): string =>
    `It was there by ${time.format(new Date(at))}: ${many(n, 'one other office', 'other offices')} had signed for it by then.`,
  claimed: (at: string): string => `The clock of the desk said ${time.format(new Date(at))}. That is a claim.`,
  witness: (desk: string, office: string | null, at: string): string =>
    `${desk}${office === null || desk.startsWith(office) ? '' : `, ${office}`}: ${time.format(new Date(at))}`,
  witnesses: 'Who signed for it',
  witnessIgnored: 'does not count: same office, or no longer admitted',
  network: (name: string): string => `Network ${name}`,
  networkCompared: 'The network is the one whose id you gave.',
  details: 'Keys, hashes and heights',
  reference: 'What was checked',
  raw: 'The file as it stands',
  facts: {
    network: 'Network id',
    record: 'Record (line hash and index)',
    line: 'Line hash',
    chain: 'Chain (key of the desk)',
    key: 'Key that signed',
    height: 'Block',
    form: 'Form, version, package hash',
    registry: 'Registry lines read',
    sha256: 'SHA-256 of this file (as sha256sum prints it)'
  },
  selfTest: (n: number): string => `This browser has judged ${n} test signatures as it must. Nothing left this computer.`,
  no: {
    role: 'the role did not suffice',
    'beyond-cut': 'the right had been withdrawn',
    'form-not-published': 'the form was not published',
    'author-not-admitted': 'the signer was not admitted',
    'target-not-here': 'the record that it changes is not in this file'
  } as Readonly<Record<string, string>>,
  faults: {
    'evidence-too-large': 'It is larger than evidence can be.',
    'evidence-not-canonical': 'It was changed, or is not complete: it is not written as evidence is.',
    'evidence-version': 'It is of a version that this page does not know. Get a newer page.',
    'evidence-shape': 'It was changed: a part is missing, or does not belong there.',
    'evidence-order': 'It was changed: its parts are not in their order.',
    'evidence-registry': 'The list of offices, desks and people in it is not as it was signed.',
    'evidence-name': 'A name in it is not the one that was signed.',
    'evidence-line': 'The record in it is not as it was signed.',
    'evidence-note': 'A statement about the chain in it is not as it was signed.',
    'evidence-proof': 'The record is not in the chain of which it is said to be a part.',
    'evidence-seen': 'The dated statement that the record names is not the one in the file.',
    'evidence-content': 'An answer in it is not what was signed.',
    'evidence-file': 'An attachment in it is not what was signed.',
    'evidence-form': 'The form in it is not the one that was used.',
    'evidence-unbound': 'It holds something that nobody has signed.',
    'evidence-fork': 'The desk signed two histories that contradict each other.',
    'no-effect': 'By the rules of the network it does not count.',
    'other-network': 'It is of another network than the one whose id you gave.'
  }
} as const
