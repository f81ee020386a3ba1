export const stick = {
  title: 'Carry records on a stick',
  lead: 'Where no network reaches, a file goes by hand. It does the same as a contact: everything in it is checked as if the other desk had sent it.',
  back: 'Network',
  onlyHere_one: '{{count, number}} record of this desk exists only here. Take it along.',
  onlyHere_other: '{{count, number}} records of this desk exist only here. Take them along.',
  carries: {
    title: 'What is on the stick, and who can read it',
    blocks: 'The signed blocks of every desk and of the registry, in clear: who filed what kind of record when, as every desk of the network has it.',
    contents:
      'What records say, and their files: only those that are meant for the office you choose, encrypted to its desks. Nobody else can open them, also not who finds the stick.',
    statements:
      'What desks have signed for: which records they keep, and what they have witnessed. So “copies at” and “witnessed by” become true by stick, too.',
    not: 'No key and no passphrase. The file that is taken in is never changed, and no file is overwritten.'
  },
  out: {
    title: 'Take along',
    for: 'For which office?',
    everyone: 'Every office: what is meant for everyone',
    nobody: 'There is no other office yet.',
    whole: 'Take everything',
    wholeHint: 'Also what that office has said that it holds: for a desk that was restored, or that says something is missing.',
    plan_one: '{{count, number}} of the {{all, number}} blocks that are here goes along.',
    plan_other: '{{count, number}} of the {{all, number}} blocks that are here go along.',
    level: 'As far as is known, {{office, name}} has everything. The file then carries statements only.',
    sealed: 'Contents open only at {{desks}}.',
    said: 'What {{office, name}} holds is known from its own statements, the oldest of them of',
    unknown: 'What {{office, name}} holds is not known: everything goes along.',
    act: 'Write the file',
    busy: 'Preparing…',
    done: '{{name}} is being saved. Take the stick out when the browser says that it is complete.'
  },
  in: {
    title: 'Take in',
    file: 'File from the stick',
    hint: 'Its name ends with “.bundle”. It may be taken in twice; a file that was cut off gives what came before.',
    busy: 'Checking and taking in…',
    from: 'Made by {{desk, name}},',
    done: 'New here: blocks {{lines, number}}, contents {{payloads, number}}, files {{files, number}}, statements of other desks {{statements, number}}.',
    nothing: 'Nothing in it was new.',
    already_one: '{{count, number}} part was here already.',
    already_other: '{{count, number}} parts were here already.',
    refused: 'Not taken in:',
    refusals: {
      'cut-off': 'The file ends early. What came before was taken in; copy it again for the rest.',
      gap: 'It begins beyond what is here. Ask for a file that takes everything.',
      'payload-audience': 'Some contents are not meant for this office.',
      'chain-forked': 'A desk in it has signed two histories: see Decisions.',
      'chain-unknown': 'Blocks of a desk that is not known here yet. A newer file, or a contact, brings its admission.',
      other: 'Something was refused ({{code}}).'
    },
    goBack: 'They learn that their records are kept here when a file goes back to {{office, name}}.',
    goBackAct: 'Take along for {{office, name}}'
  },
  join: {
    title: 'No connection to that desk?',
    request: 'Save the request',
    answer: 'It is the file that the administrator wrote for your office after admitting this desk.',
    take: 'A request to join that came as a file',
    takeAct: 'Take in the request',
    taken: 'The request waits above.',
    admitted: 'This desk is admitted already. Write it an answer on the page “Carry records on a stick”.',
    refused: 'This request was refused before.'
  }
} as const
