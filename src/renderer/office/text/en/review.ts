export const review = {
  title: 'Review',
  lead: 'Records that wait for your decision. What you wrote yourself is not among them: somebody else decides about that.',
  count_one: '{{count, number}} record waits for your decision',
  count_other: '{{count, number}} records wait for your decision',
  emptyTitle: 'Nothing waits for your decision',
  empty: 'Records come here when their form asks for an approval, or when somebody submits one for a second look.',
  more: 'The first {{shown, number}} of {{count, number}} are shown; the others follow as these are decided.',
  list: 'Records to decide about',
  choose: 'Choose {{ref}}',
  chooseAll: 'Choose all that are shown',
  approveChosen_one: 'Approve {{count, number}} record…',
  approveChosen_other: 'Approve {{count, number}} records…',
  approveNone: 'Choose records to approve several at once, or open one to read it.',
  many: {
    title_one: 'Approve {{count, number}} record?',
    title_other: 'Approve {{count, number}} records?',
    body: 'You sign an approval of each of these, as it says now. If one of them changes before you have signed, none is signed.',
    more_one: 'and {{count, number}} more',
    more_other: 'and {{count, number}} more',
    act: 'Sign and approve',
    busy: 'Signing…',
    done_one: '{{count, number}} record was approved.',
    done_other: '{{count, number}} records were approved.'
  },
  states: { 'in-review': 'In review', returned: 'Returned', approved: 'Approved' },
  rules: {
    none: 'No approval is needed',
    one: 'One other person approves',
    'four-eyes': 'Two other persons approve',
    'two-offices': 'Two persons of two offices approve'
  },
  formRule: 'Approval of its records',
  change: 'Change…',
  changeDialog: {
    title: 'Approval of records: {{title, name}}',
    body: 'Records that are filed from now on follow the new rule. Those that are here go on under the rule of their time.',
    act: 'Sign and change',
    busy: 'Signing…',
    done: '{{title, name}}: {{rule}}.'
  },
  box: {
    title: 'Review',
    none: 'This form asks for no approval. The record can be submitted for a second look all the same.',
    inReview: '{{approved, number}} of {{needed, number}} approvals.',
    approved_one: 'Approved by {{count, number}} person.',
    approved_other: 'Approved by {{count, number}} persons.',
    returned: 'Returned to {{author, name}}. It is in review again as soon as it is amended.',
    own: 'You wrote a version of it, so others decide.',
    decisions: 'What was said',
    submit: 'Submitted',
    approve: 'Approved',
    return: 'Returned',
    withdraw: 'Took it back',
    older: 'of an earlier version, or taken back',
    noEffect: 'Has no effect. {{why}}'
  },
  acts: {
    approve: 'Approve',
    return: 'Return…',
    submit: 'Submit for review',
    withdraw: 'Take my decision back',
    busy: 'Signing…',
    next: 'Next to decide: {{ref}}',
    toList: 'Nothing more waits. To the list'
  },
  done: {
    approve: '{{ref}} was approved.',
    return: '{{ref}} was returned to its author.',
    submit: '{{ref}} was submitted for review.',
    withdraw: 'Your decision about {{ref}} was taken back.'
  },
  returnDialog: {
    title: 'Return {{ref}}?',
    body: 'It goes back to {{author, name}}, who can correct it without typing it again. What you write here is kept with the record and read by those who may read it.',
    reason: 'What is to be mended',
    missing: 'Say what is to be mended.',
    act: 'Sign and return'
  },
  notice: {
    title: 'This record was returned',
    by: '{{person, name}} returned it {{when}}: “{{reason}}”',
    byPlain: '{{person, name}} returned it {{when}}.',
    next: 'Amend it to answer; it is then looked at again.'
  },
  mine: 'Returned to me',
  mineAll_one: 'See {{count, number}} returned record',
  mineAll_other: 'See all {{count, number}} returned records'
} as const
