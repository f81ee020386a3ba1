/** English texts of form entry, namespace `entry`. */
export const entryEn = {
  required: 'required',
  requiredNote: 'A question marked <1>*</1> needs an answer before the record can be filed.',
  loading: 'Opening the form …',
  language: 'Form language',
  languageDefault: 'Default',
  acknowledge: 'Read and confirmed',
  notYet: 'This kind of question can not be answered here yet. What it holds is kept as it is.',
  preview: 'You are trying this form out. Nothing is kept.',
  failed: {
    title: 'This form can not be opened',
    body: 'The form itself is at fault: {{detail}}. Nothing was lost. Ask whoever published it to correct it.',
    values: 'The saved answers do not fit this form: {{detail}}. They are kept as they are.'
  },
  limits: {
    title: 'Some questions of this form can not be answered here yet',
    plainer: 'Some questions are asked in a plainer way than the form wishes',
    which_one: '{{count}} question',
    which_other: '{{count}} questions',
    item_one: '{{what}} ({{count}} question)',
    item_other: '{{what}} ({{count}} questions)'
  },
  progress: {
    title: 'In this form',
    count: '{{answered}} of {{total}} answered',
    part: '{{answered}} of {{total}}',
    partProblems_one: '{{count}} to do',
    partProblems_other: '{{count}} to do'
  },
  check: 'Check for errors',
  checked: 'Nothing to correct: all required questions are answered.',
  file: 'File this record',
  filing: 'Filing …',
  problems: {
    title_one: '{{count}} question needs your attention',
    title_other: '{{count}} questions need your attention',
    more_one: 'and {{count}} more below',
    more_other: 'and {{count}} more below'
  },
  problem: {
    required: 'This question needs an answer.',
    constraint: 'This answer is not allowed here.',
    integer: 'Enter a whole number, digits only. As it stands this is not kept.',
    integerRange: 'This number is too large (at most 2147483647). As it stands it is not kept.',
    decimal: 'Enter a number with a point for decimals and nothing between thousands, like 1250.50. As it stands this is not kept.',
    decimalDigits: 'At most 15 digits can be kept exactly. As it stands this is not kept.',
    date: 'Complete the date. As it stands it is not kept.',
    year: 'Enter a year of four digits. As it stands it is not kept.',
    place: 'Enter latitude (−90 to 90) and longitude (−180 to 180) in degrees, like 35.1983 and -111.6513. As it stands this is not kept.'
  },
  choice: {
    none: '– Choose –',
    clear: 'Clear answer',
    empty: 'Nothing to choose from yet: this list depends on an earlier answer.'
  },
  place: { latitude: 'Latitude', longitude: 'Longitude', altitude: 'Altitude (m)', accuracy: 'Accuracy (m)' },
  image: {
    alt: 'Picture {{name}}',
    remove: 'Remove picture',
    saving: 'Saving the picture …',
    loading: 'Loading the picture …',
    absent: 'This picture is not on this desk.',
    broken: 'This file can not be shown as a picture. It is kept.',
    failed: 'The picture could not be saved. Nothing else was lost. Choose it again.',
    notImage: 'This file is not a picture. Choose a JPEG or PNG file.'
  },
  repeat: {
    untitled: 'Entry',
    instance: '{{title}} {{number}}',
    none: '{{title}}: none yet.',
    add: 'Add: {{title}}',
    remove: 'Remove {{title}}',
    confirm: 'Remove {{title}} with all its answers? The other entries stay.',
    confirmRemove: 'Remove',
    keep: 'Keep it'
  },
  values: {
    blank: 'not answered',
    withheld: 'withheld',
    notAsked_one: '{{count}} question did not apply and was not asked.',
    notAsked_other: '{{count}} questions did not apply and were not asked.',
    recorded: 'Also recorded by the form',
    acknowledged: 'read and confirmed',
    none: 'none',
    instance: '{{title}} {{number}}'
  }
} as const
