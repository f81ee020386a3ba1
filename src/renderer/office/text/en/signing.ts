/** A desk that may not sign, and how it goes on; and what an administrator says to that. */
export const signing = {
  title: 'Signing at this desk',
  open: 'What happened, and what to do',
  may: 'This desk may sign.',
  mayNot: 'Nothing is filed at this desk until this is settled',
  safe: 'Reading, searching and drafts go on as before. Nothing that is here is lost, and no office takes this for a fraud.',
  happened: 'What happened',
  why: {
    'rolled-back':
      'The records on this disk are older than what this desk has signed: an older copy was put back, or the disk lost a part of what it had stored.',
    forked:
      'The key of this desk has signed two different things for the same place. That is what happens when a copy of this folder, or of the whole machine, was used too.',
    'mark-damaged': 'The small file in which this desk keeps how far it has signed is missing or can not be read.',
    'folder-moved': 'This folder is not where it was made: it was moved here, or it is a copy.',
    restored: 'This folder was restored from a backup. A backup never holds a key, so this desk has a new one that nobody knows yet.',
    other: 'This desk has stopped signing because something about its own records is not settled.'
  },
  chain: { desk: 'The chain of this desk', registry: 'The registry, which is kept here' },
  held: 'Blocks here',
  marked: 'Signed, by the mark',
  markLost: 'not known: the mark is lost',
  shown: 'Shown by another office',
  reached: 'Other desks reached since the start',
  reachedNone: 'none yet',
  reachedSome: '{{level}} hold the same, {{behind}} less, {{more}} more',
  wait: 'Wait for another office',
  waitRolled:
    'When an office is reached that holds the missing blocks, they come back by themselves, and this desk goes on as soon as all that it had signed is here again.',
  waitMark: 'When an office is reached that holds exactly what is here, this desk makes the file anew and goes on by itself.',
  waitForked: 'Waiting does not help here: what was signed twice stays so. Go on under a new key.',
  ask: 'Go on under a new key',
  askBody:
    'An administrator admits a new key for this desk. Its records and drafts stay; new records get numbers of a new desk. What the old key signed counts up to where the registry ends it.',
  askMoved: 'If this is a copy, and the other one goes on being used: ask for a key of its own for this one.',
  askAct: 'Ask for a new key…',
  askBusy: 'Asking…',
  askTitle: 'Go on under a new key',
  askLead: 'Type your passphrase. You keep it; only the keys behind it are made anew. Others who use this desk ask for theirs when they next sign in.',
  asked: 'A new key was asked for',
  askedWords: 'Six words to compare with the administrator',
  askedBody:
    'Read these words to the administrator over the telephone. The request travels to them by itself while any office is in reach; this page changes when it is answered.',
  askedBodyStranger:
    'Save the request as a file and bring or send it to the administrator, and read them these words over the telephone: no office answers this desk on the network before its new key is admitted. Once it is, this page changes by itself while any office is in reach.',
  askedFile: 'Save the request as a file',
  askedFileHint: 'For a USB stick, where no office is in reach.',
  vouch: 'Use the recovery key',
  vouchBody:
    'The mark is lost and no other office can confirm how far this desk had come. Whoever has the printed recovery key can say that this is the newest copy there is. If it is not, two records may come to stand in one place, and every office will see it.',
  vouchAct: 'This is the newest copy: sign again',
  vouchBusy: 'Checking…',
  vouched: 'This desk signs again.',
  left: 'Records that the old key filed last',
  leftBody_one:
    '{{count, number}} entry was signed by the old key beyond the place where the registry ends its chain. It is kept here and counts nowhere. File it again under your name, or leave it.',
  leftBody_other:
    '{{count, number}} entries were signed by the old key beyond the place where the registry ends its chain. They are kept here and count nowhere. File them again under your name, or leave them.',
  leftAct: 'File again',
  leftBusy: 'Filing…',
  leftDone_one: '{{count, number}} entry filed again.',
  leftDone_other: '{{count, number}} entries filed again.',
  requests: 'Desks that ask to go on under a new key',
  requestDesk: '{{person, name}} asks for a new key for {{desk, name}}',
  requestPerson: '{{person, name}} asks for a key at {{desk, name}}',
  requestCut_one:
    'Of the old chain {{count, number}} block counts ({{here}} here, {{held}} at that desk). Nothing that its old key signs from then on counts anywhere.',
  requestCut_other:
    'Of the old chain {{count, number}} blocks count ({{here}} here, {{held}} at that desk). Nothing that its old key signs from then on counts anywhere.',
  requestCopy: 'It is a copy of that desk’s folder and becomes a desk of its own. The chain of the original goes on.',
  heldUnknown: 'not certain',
  compare: 'Call {{person, name}} and compare these six words. Somebody who has stolen the laptop can ask too.',
  agree: 'The words are the same, and I know that it is them',
  admit: 'Admit the new key',
  admitBusy: 'Admitting…',
  refuse: 'Refuse',
  admitted: 'The new key of {{person, name}} is admitted.',
  refused: 'The request is refused.',
  take: 'A request that came as a file',
  takeAct: 'Read the request'
} as const
