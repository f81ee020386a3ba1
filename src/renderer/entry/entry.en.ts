/** English texts of form entry, namespace `entry`. */
export const entryEn = {
  required: 'required',
  requiredNote: 'A question marked <1>*</1> needs an answer before the record can be filed.',
  loading: 'Opening the form …',
  language: 'Form language',
  languageDefault: 'Default',
  acknowledge: 'Read and confirmed',
  guidance: 'More about this question',
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
    questions: 'Questions in: {{part}}',
    partProblems_one: '{{count}} to do',
    partProblems_other: '{{count}} to do'
  },
  view: { whole: 'Show the whole form', one: 'Show one question at a time' },
  one: {
    where: '{{number}} of {{count}}',
    none: 'There is nothing to answer in this form now.',
    back: 'Back',
    next: 'Next',
    soFar_one: '{{title}}: one so far',
    soFar_other: '{{title}}: {{count}} so far'
  },
  keys: {
    title: 'Keys',
    next: 'the next question',
    back: 'the question before',
    problem: 'the next question that needs attention',
    check: 'check for errors',
    menu: 'the list of parts',
    view: 'whole form or one question',
    file: 'file this record',
    help: 'show or hide these keys',
    more: 'Tab and Shift+Tab go through every field. The space bar ticks; arrow keys choose, rank and move scales. In the one-question view Enter goes on.'
  },
  paper: { stick: 'Keep for the next' },
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
    month: 'Choose a month and enter a year of four digits. As it stands this is not kept.',
    year: 'Enter a year of four digits. As it stands it is not kept.',
    line: 'A line is not a place. Write each as latitude and longitude, like 35.1983 -111.6513. As it stands this is not kept.',
    lineFew: 'A line needs at least two points. As it stands this is not kept.',
    lineClosed: 'A line can not end where it began. As it stands this is not kept.',
    shapeFew: 'An area needs at least three points. As it stands this is not kept.',
    nowhere: 'Latitude 0 with longitude 0 is taken for no place at all. As it stands this is not kept.',
    place: 'Enter latitude (−90 to 90) and longitude (−180 to 180) in degrees, like 35.1983 and -111.6513. As it stands this is not kept.'
  },
  choice: {
    none: '– Choose –',
    clear: 'Clear answer',
    empty: 'Nothing to choose from yet: this list depends on an earlier answer.',
    search_one: 'Type to search {{count}} choice',
    search_other: 'Type to search {{count}} choices',
    list: 'Choices that fit',
    chosen: 'Chosen',
    drop: 'Remove {{item}}',
    moreFit_one: 'One more fits: type more.',
    moreFit_other: '{{count}} more fit: type more.',
    noneFits: 'No choice fits what is typed.'
  },
  place: {
    latitude: 'Latitude',
    longitude: 'Longitude',
    altitude: 'Altitude (m)',
    accuracy: 'Accuracy (m)',
    paste: 'A place copied from elsewhere can be pasted into any of these: “35.1983, -111.6513”, degrees and minutes, WKT or GeoJSON.',
    lineHint: 'One point a line: latitude, longitude, altitude, accuracy. A copied WKT LINESTRING or GeoJSON can be pasted. The map takes points too.',
    shapeHint: 'One corner a line: latitude, longitude, altitude, accuracy. The area closes by itself. A copied WKT POLYGON or GeoJSON can be pasted.',
    device: 'Use the place of this device',
    deviceAsking: 'Asking the device …',
    deviceFailed: 'This device does not know its place, or does not tell. Enter it by hand.',
    removeLast: 'Remove the last point'
  },
  map: {
    show: 'Show on the grid',
    one: 'Map grid without land or roads, with the place',
    line: 'Map grid without land or roads, with the line',
    shape: 'Map grid without land or roads, with the area',
    choices: 'Map grid with the choices that have a place',
    keys: 'Arrow keys move the cross, Enter puts a point there, plus and minus zoom.',
    closer: 'Closer',
    farther: 'Farther',
    west: 'West',
    east: 'East',
    north: 'North',
    south: 'South',
    all: 'Show all',
    scale: 'Lines every {{step}}° · {{across}} across',
    length: 'Length {{length}}'
  },
  rank: {
    not: 'Not ranked yet. Put the choices in order with the arrow keys or by dragging; what stands first counts most.',
    how: 'What stands first counts most. The arrow keys move the choice that has the focus.',
    keep: 'Keep this order',
    up: 'Move {{item}} up',
    down: 'Move {{item}} down'
  },
  date: { month: 'Month', year: 'Year' },
  range: { unset: 'not set' },
  counter: { less: 'One less', more: 'One more' },
  text: { open: 'Open this page in the browser' },
  barcode: {
    picture: 'Or read it from a picture (QR codes; other codes where this system reads them)',
    reading: 'Reading the picture …',
    read: 'Read from the picture.',
    none: 'No code was found in this picture. Type what stands beneath the code.'
  },
  draw: {
    draw: 'Area to draw in with pointer, pen or finger',
    signature: 'Area to sign in with pointer, pen or finger',
    annotate: 'The picture, to be marked with pointer, pen or finger',
    typeName: 'Or type the name, to be written as the signature',
    typeText: 'Words written into the drawing',
    keep: 'Keep this drawing',
    keepSignature: 'Keep this signature',
    undo: 'Undo the last stroke',
    clear: 'Begin again'
  },
  files: {
    save: 'Save to disk …',
    remove: 'Remove the file',
    saving: 'Saving the file …',
    failed: 'The file could not be saved. Nothing else was lost. Choose it again.',
    tooLarge: 'A file can have at most 1 GiB. Choose a smaller one.',
    choosePicture: 'Choose a picture from disk'
  },
  image: {
    alt: 'Picture {{name}}',
    remove: 'Remove picture',
    loading: 'Loading the file …',
    absent: 'This file is not on this desk.',
    broken: 'This file is not shown here. It is kept, and can be saved to disk.',
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
