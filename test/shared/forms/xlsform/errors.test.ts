/** Every slip is named at its sheet, row and column; several are named at once. */
import { expect, it } from 'vitest'
import { problemLine } from '../../../../src/shared/forms/xlsform/problems.ts'
import { compiled } from '../../../kit/workbook.ts'

const HEAD = 'type | name | label'
const YES_NO = 'list_name | name | label\nyes_no | yes | Yes\nyes_no | no | No'
const errorsOf = (texts: Record<string, string>): string[] => compiled(texts).errors.map(problemLine)
const warningsOf = (texts: Record<string, string>): string[] => compiled(texts).warnings.map(problemLine)

/** Rows of the survey below the usual headings (first list) or with headings of their own; what is said. */
const SLIPS: readonly (readonly [claim: string, texts: Record<string, string>, said: readonly (string | RegExp)[]])[] = [
  [
    'an unknown type, with the nearest ones',
    { survey: `${HEAD}\nintger | a | A` },
    ['survey, row 2, column type: "intger" is not a type of question. Did you mean "integer"?']
  ],
  ['a select without a list', { survey: `${HEAD}\nselect_one | a | A` }, [/row 2, column type: "select_one" does not say from which list/]],
  [
    'a list that is not there, with the nearest one',
    { survey: `${HEAD}\nselect_one yes_np | a | A`, choices: YES_NO },
    ['survey, row 2, column type: There is no list "yes_np" on the sheet choices. Did you mean "yes_no"?']
  ],
  [
    'a select with too many words',
    { survey: `${HEAD}\nselect_one yes no | a | A`, choices: YES_NO },
    [/row 2, column type: "select_one yes no" has more words/]
  ],
  [
    'a name twice in a group',
    { survey: `${HEAD}\ntext | a | A\ninteger | a | B` },
    ['survey, row 3, column name: The name "a" is there already, in row 2. Names differ within a group.']
  ],
  ['a name with a blank', { survey: `${HEAD}\ntext | a b | A` }, ['survey, row 2, column name: "a b" can not be a name: a name has no blanks in it.']],
  ['a name that begins with a digit', { survey: `${HEAD}\ntext | 1a | A` }, [/row 2, column name: "1a" can not be a name/]],
  ['a question without a name', { survey: `${HEAD}\ntext | | A` }, ['survey, row 2, column name: This question has no name.']],
  ['a row without a type', { survey: `${HEAD}\n | a | A` }, ['survey, row 2, column type: This row has no type.']],
  [
    'a group that is never ended',
    { survey: `${HEAD}\nbegin group | g | G\ntext | a | A` },
    [/row 2, column type: The group "g" begins in row 2 and is never ended/]
  ],
  [
    'an end without a beginning',
    { survey: `${HEAD}\ntext | a | A\nend group | |` },
    ['survey, row 3, column type: This end_group ends nothing: no group is open here.']
  ],
  [
    'brackets that cross, with both rows',
    { survey: `${HEAD}\nbegin group | g | G\nbegin repeat | r | R\ntext | a | A\nend group | |\nend repeat | |` },
    [/row 5, column type: This end_group comes while the repeat "r", which begins in row 3, is open/, /row 6, column type: This end_repeat ends nothing/]
  ],
  [
    'a reference to nothing, with the nearest name',
    { survey: `${HEAD} | relevant\ntext | household | A |\ntext | b | B | \${houshold} = 'x'` },
    ['survey, row 3, column relevant: "${houshold}" refers to a question that is not there. Did you mean "household"?']
  ],
  [
    'a reference in a label',
    { survey: `${HEAD}\nnote | a | Hello \${nobody}` },
    [/row 2, column label: "\$\{nobody\}" refers to a question that is not there/]
  ],
  [
    'a reference that two questions answer to',
    { survey: `${HEAD} | relevant\nbegin group | g | G |\ntext | a | A |\nend group | | |\ntext | a | A |\ntext | b | B | \${a} = 1` },
    ['survey, row 6, column relevant: "${a}" could mean several: the name is in rows 3, 5. Rename all but one.']
  ],
  [
    'a reference that is not closed',
    { survey: `${HEAD} | constraint\ninteger | a | A | \${a > 1` },
    [/row 2, column constraint: "\$\{a > 1" is a reference that is not closed/]
  ],
  [
    'an expression that is none, with the place in the author’s text',
    { survey: `${HEAD} | constraint\ninteger | a_long_name | A |\ninteger | b | B | \${a_long_name} > > 3` },
    ['survey, row 3, column constraint: "${a_long_name} > > 3" is not an expression: ">" does not belong there (character 18).']
  ],
  [
    'a misspelt function',
    { survey: `${HEAD} | calculation\ncalculate | a | | cuont(/data/a)` },
    ['survey, row 2, column calculation: There is no function "cuont". Did you mean "count"?']
  ],
  [
    'a calculation without one',
    { survey: `${HEAD} | calculation\ncalculate | a | |` },
    ['survey, row 2, column calculation: "a" is a calculation, but has none.']
  ],
  [
    'a required group',
    { survey: `${HEAD} | required\nbegin group | g | G | yes\ntext | a | A |\nend group | | |` },
    [/row 2, column required: A group can not be required/]
  ],
  [
    'a range without a step',
    { survey: `${HEAD} | parameters\nrange | a | A | start=1 end=5 step=0` },
    ['survey, row 2, column parameters: The step of a range can not be 0.']
  ],
  [
    'a misspelt parameter',
    { survey: `${HEAD} | parameters\nrange | a | A | strat=1` },
    [/row 2, column parameters: "strat" is not a parameter of a question of type range. Did you mean "start"\?/]
  ],
  [
    'a parameter of a wrong value',
    { survey: `${HEAD} | parameters\nimage | a | A | max-pixels=big` },
    ['survey, row 2, column parameters: The parameter max-pixels is "big": wanted a whole number.']
  ],
  ['OpenStreetMap questions', { survey: `${HEAD}\nosm | a | A` }, [/row 2, column type: Questions about OpenStreetMap features \(osm\) are not possible here/]],
  [
    'a trigger that is no question',
    { survey: `${HEAD} | trigger | calculation\ntext | a | A | | \ncalculate | b | | a | 1` },
    [/row 3, column trigger: "a" is not a trigger/]
  ],
  [
    'a trigger that nobody sees',
    { survey: `${HEAD} | trigger | calculation\ncalculate | a | | | 1\ncalculate | b | | \${a} | 1` },
    [/row 3, column trigger: "\$\{a\}" is never shown/]
  ],
  [
    'blanks in a choice of several',
    { survey: `${HEAD}\nselect_multiple l | a | A`, choices: 'list_name | name | label\nl | one two | X' },
    [/choices, row 2, column name: The name of the choice "one two" has a blank in it. Row 2 of the survey/]
  ],
  [
    'a choice twice',
    { survey: `${HEAD}\nselect_one l | a | A`, choices: 'list_name | name | label\nl | x | X\nl | x | Y' },
    [/choices, row 3, column name: The choice "x" is in the list "l" already, in row 2/]
  ],
  [
    'a choice without a name',
    { survey: `${HEAD}\nselect_one l | a | A`, choices: 'list_name | name | label\nl | x | X\nl | | Y' },
    ['choices, row 3, column name: A choice of the list "l" has no name.']
  ],
  [
    'a public key',
    { survey: `${HEAD}\ntext | a | A`, settings: 'form_id | public_key\nt | MIIB' },
    [/settings, row 2, column public_key: Forms that encrypt to a public key are not taken/]
  ],
  ['a prefix without namespace', { survey: `${HEAD} | bind::esri:x\ntext | a | A | 1` }, [/row 2, column bind::esri:x: The prefix "esri" is not declared/]],
  ['a sheet that is missing', { survy: `${HEAD}\ntext | a | A` }, [/survey: The workbook has no sheet "survey". Did you mean "survy"\?/]],
  ['a column that is missing', { survey: 'type | label\ntext | A' }, ['survey, column name: The sheet has no column "name".']],
  [
    'two headings that mean the same',
    { survey: 'type | name | label | relevant | relevance\ntext | a | A | 1 | 1' },
    [/column relevance: This column and "relevant" mean the same/]
  ],
  [
    'choices from a question outside of a repeat',
    { survey: `${HEAD}\ntext | a | A\nselect_one \${a} | b | B` },
    [/row 3, column type: "\$\{a\}" is in no repeat/]
  ],
  [
    'a file of choices without ending',
    { survey: `${HEAD}\nselect_one_from_file towns | a | A` },
    [/row 2, column type: "towns" is not the name of a file with choices/]
  ]
]

for (const [claim, texts, said] of SLIPS)
  it(`names ${claim}`, () => {
    const errors = errorsOf(texts)
    expect(errors).toHaveLength(said.length)
    said.forEach((one, n) => (typeof one === 'string' ? expect(errors[n]).toBe(one) : expect(errors[n]).toMatch(one)))
    expect(compiled(texts).xml).toBeUndefined()
  })

it('all errors of a workbook come at once, in the order of its sheets and rows', () => {
  const errors = errorsOf({
    survey: `${HEAD} | relevant | constraint\nintger | a b | A | |\ntext | c | C | \${zz} | . >\nselect_one nolist | d | D | |`,
    choices: 'list_name | name | label\nl | x | X\nl | x | Y'
  })
  expect(errors.map(line => line.replace(/:.*/, ''))).toEqual([
    'survey, row 2, column type',
    'survey, row 2, column name',
    'survey, row 3, column relevant',
    'survey, row 3, column constraint',
    'survey, row 4, column type',
    'choices, row 3, column name'
  ])
})

const HINTS: readonly (readonly [claim: string, texts: Record<string, string>, said: RegExp])[] = [
  ['a question without a label', { survey: `${HEAD}\ntext | a |` }, /survey, row 2, column label: The question "a" has no label/],
  [
    'a heading that is nearly known',
    { survey: `${HEAD} | relevent\ntext | a | A | 1` },
    /survey, row 1, column relevent: This heading is not known, so the column is not used. Did you mean "relevant"/
  ],
  ['a sheet that is nearly known', { survey: `${HEAD}\ntext | a | A`, chioces: 'list_name | name' }, /chioces: This sheet is not used. Did you mean "choices"/],
  ['entities', { survey: `${HEAD} | save_to\ntext | a | A | x`, entities: 'dataset | label\ntrees | T' }, /entities: Entities are not kept here/],
  [
    'an address to send to',
    { survey: `${HEAD}\ntext | a | A`, settings: 'form_id | submission_url\nt | https://example.org' },
    /settings, row 2, column submission_url: Records are kept on this desk/
  ],
  [
    'a text without translation',
    { survey: 'type | name | label::English (en) | label::Español (es)\ntext | a | A | \ntext | b | B | Be' },
    /survey: One text has no translation into Español \(es\)/
  ],
  [
    'a choice without a label',
    { survey: `${HEAD}\nselect_one l | a | A`, choices: 'list_name | name | label\nl | x |' },
    /choices, row 2, column label: The choice "x" of the list "l" has no label/
  ],
  [
    'a reference in quotes',
    { survey: `${HEAD} | calculation\ntext | a | A |\ncalculate | b | | concat('\${a}', 'x')` },
    /row 3, column calculation: "\$\{a\}" stands in quotes/
  ],
  [
    'an end with another name',
    { survey: `${HEAD}\nbegin group | g | G\ntext | a | A\nend group | h |` },
    /row 4, column name: This ends "g", which begins in row 2, not "h"/
  ],
  [
    'a form without id',
    { survey: `${HEAD}\ntext | a | A`, settings: 'form_title\nT' },
    /column form_id: The form has no form_id; its file's name is used: "file"/
  ]
]

for (const [claim, texts, said] of HINTS)
  it(`warns of ${claim}, and makes the form all the same`, () => {
    const { xml, errors } = compiled(texts)
    expect(errors).toEqual([])
    expect(xml).toBeDefined()
    expect(warningsOf(texts).find(line => said.test(line)) ?? warningsOf(texts)).toMatch(said)
  })
