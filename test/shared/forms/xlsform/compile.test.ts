/** What each row, column and setting of the XLSForm reference becomes. */
import { expect, it } from 'vitest'
import { compiled } from '../../../kit/workbook.ts'

/** The XForm without line breaks between elements; throws with what is wrong where there is none. */
function made(survey: string, others: Record<string, string> = {}): string {
  const { xml, errors } = compiled({ survey, ...others })
  expect(errors).toEqual([])
  return xml!.replace(/>\n</g, '><')
}

const YES_NO = 'list_name | name | label\nyes_no | yes | Yes\nyes_no | no | No'

it.each([
  ['text', 'type="string"', '<input ref="/data/q">'],
  ['integer', 'type="int"', '<input ref="/data/q">'],
  ['decimal', 'type="decimal"', '<input ref="/data/q">'],
  ['date', 'type="date"', '<input ref="/data/q">'],
  ['time', 'type="time"', '<input ref="/data/q">'],
  ['datetime', 'type="dateTime"', '<input ref="/data/q">'],
  ['dateTime', 'type="dateTime"', '<input ref="/data/q">'],
  ['note', 'type="string" readonly="true()"', '<input ref="/data/q">'],
  ['geopoint', 'type="geopoint"', '<input ref="/data/q">'],
  ['location', 'type="geopoint"', '<input ref="/data/q">'],
  ['geotrace', 'type="geotrace"', '<input ref="/data/q">'],
  ['geoshape', 'type="geoshape"', '<input ref="/data/q">'],
  ['barcode', 'type="barcode"', '<input ref="/data/q">'],
  ['image', 'type="binary"', '<upload ref="/data/q" mediatype="image/*">'],
  ['photo', 'type="binary"', '<upload ref="/data/q" mediatype="image/*">'],
  ['audio', 'type="binary"', '<upload ref="/data/q" mediatype="audio/*">'],
  ['video', 'type="binary"', '<upload ref="/data/q" mediatype="video/*">'],
  ['file', 'type="binary"', '<upload ref="/data/q" mediatype="application/*">'],
  ['acknowledge', 'type="string"', '<trigger ref="/data/q">'],
  ['select_one yes_no', 'type="string"', '<select1 ref="/data/q">'],
  ['select one yes_no', 'type="string"', '<select1 ref="/data/q">'],
  ['select_multiple yes_no', 'type="string"', '<select ref="/data/q">'],
  ['select all that apply from yes_no', 'type="string"', '<select ref="/data/q">'],
  ['rank yes_no', 'type="odk:rank"', '<odk:rank ref="/data/q">'],
  ['range', 'type="int"', '<range ref="/data/q" start="1" end="10" step="1">']
])('a question of type %s', (type, bind, control) => {
  const xml = made(`type | name | label\n${type} | q | Q`, { choices: YES_NO })
  expect(xml).toContain(`<bind nodeset="/data/q" ${bind}/>`)
  expect(xml).toContain(`${control}<label>Q</label>`)
})

it.each([
  ['start', 'type="dateTime" jr:preload="timestamp" jr:preloadParams="start"'],
  ['end', 'type="dateTime" jr:preload="timestamp" jr:preloadParams="end"'],
  ['today', 'type="date" jr:preload="date" jr:preloadParams="today"'],
  ['deviceid', 'type="string" jr:preload="property" jr:preloadParams="deviceid"'],
  ['username', 'type="string" jr:preload="property" jr:preloadParams="username"'],
  ['phonenumber', 'type="string" jr:preload="property" jr:preloadParams="phonenumber"'],
  ['email', 'type="string" jr:preload="property" jr:preloadParams="email"'],
  ['hidden', 'type="string"']
])('%s is kept and never shown', (type, bind) => {
  const xml = made(`type | name | label\n${type} | q |\ntext | a | A`)
  expect(xml).toContain(`<bind nodeset="/data/q" ${bind}/>`)
  expect(xml).not.toContain('ref="/data/q"')
})

it('an audit and the record’s identifier and name lie in the meta block', () => {
  const xml = made('type | name | label | parameters\naudit | | | track-changes=true\ntext | a | A |', {
    settings: 'form_id | instance_name\nt | concat(${a}, "!")'
  })
  expect(xml).toContain('<meta><audit/><instanceID/><instanceName/></meta>')
  expect(xml).toContain('<bind nodeset="/data/meta/audit" type="binary" odk:track-changes="true"/>')
  expect(xml).toContain('<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>')
  expect(xml).toContain('<bind nodeset="/data/meta/instanceName" type="string" calculate="concat( /data/a , &quot;!&quot;)"/>')
})

it('rules, messages and their references', () => {
  const head = 'type | name | label | required | required_message | relevant | constraint | constraint_message | read_only | calculation'
  const xml = made(
    `${head}\ntext | a | A | yes | Needed. | | | | |\ninteger | b | B | \${a} = 'x' | | \${a} != '' | . > 0 and . < 9 | Between \${a} and 9 | no | \ndecimal | c | C | | | | | | | \${b} * 2`
  )
  expect(xml).toContain('<bind nodeset="/data/a" type="string" required="true()" jr:requiredMsg="Needed."/>')
  expect(xml).toContain(
    `<bind nodeset="/data/b" type="int" required=" /data/a  = 'x'" relevant=" /data/a  != ''" constraint=". &gt; 0 and . &lt; 9" readonly="false()" jr:constraintMsg="jr:itext('/data/b:jr:constraintMsg')"/>`
  )
  expect(xml).toContain('<value>Between <output value=" /data/a "/> and 9</value>')
  expect(xml).toContain('<bind nodeset="/data/c" type="decimal" calculate=" /data/b  * 2"/>')
})

it('groups and nested repeats: bodies, templates, relevance', () => {
  const xml = made(
    'type | name | label | relevant | appearance\nbegin_group | g | G | 1 = 1 | field-list\ntext | a | A | |\nend_group | | | |\nbegin_repeat | r | R | |\ntext | b | B | |\nbegin repeat | s | | |\ntext | c | C | |\nend repeat | | | |\nend_repeat | | | |'
  )
  expect(xml).toContain('<g><a/></g><r jr:template=""><b/><s jr:template=""><c/></s></r><r><b/><s jr:template=""><c/></s><s><c/></s></r>')
  expect(xml).toContain('<bind nodeset="/data/g" relevant="1 = 1"/>')
  expect(xml).toContain('<group ref="/data/g" appearance="field-list"><label>G</label><input ref="/data/g/a">')
  expect(xml).toContain(
    '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/b"><label>B</label></input><group ref="/data/r/s"><repeat nodeset="/data/r/s">'
  )
})

it('references within a repeat are relative, in choice filters from the question, and to other repeats absolute', () => {
  const xml = made(
    `type | name | label | relevant | choice_filter | calculation
begin_repeat | house | House | | |
text | town | Town | | |
begin_group | g | | | |
select_one yes_no | ok | OK | \${town} != '' | x = \${town} |
end_group | | | | |
begin_repeat | person | Person | | |
integer | age | Age | \${town} = 'y' | |
end_repeat | | | | |
calculate | ages | | | | sum(\${age})
end_repeat | | | | |
calculate | all | | | | sum(\${age})
calculate | first | | | | indexed-repeat(\${age}, \${house}, 1, \${person}, 2)
calculate | adults | | | | count(\${person}[\${age} > 17])`,
    { choices: 'list_name | name | label | x\nyes_no | yes | Yes | y' }
  )
  expect(xml).toContain(`relevant=" ../../town  != ''"`)
  expect(xml).toContain(`nodeset="instance('yes_no')/root/item[x =  current()/../../town ]"`)
  expect(xml).toContain(`relevant=" ../../town  = 'y'"`)
  expect(xml).toContain('<bind nodeset="/data/house/ages" type="string" calculate="sum( ../person/age )"/>')
  expect(xml).toContain('<bind nodeset="/data/all" type="string" calculate="sum( /data/house/person/age )"/>')
  expect(xml).toContain('calculate="indexed-repeat( /data/house/person/age ,  /data/house , 1,  /data/house/person , 2)"')
  expect(xml).toContain('calculate="count( /data/house/person [ ./age  &gt; 17])"')
  expect(xml).toContain('<item><name>yes</name><label>Yes</label><x>y</x></item>')
})

it('the number of repeats: a question, or an expression by way of a hidden one', () => {
  const xml = made(
    'type | name | label | repeat_count\ninteger | n | N |\nbegin repeat | a | A | ${n}\ntext | x | X |\nend repeat | | |\nbegin repeat | b | B | ${n} + 1\ntext | y | Y |\nend repeat | | |'
  )
  expect(xml).toContain('<repeat nodeset="/data/a" jr:count=" /data/n ">')
  expect(xml).toContain('<bind nodeset="/data/b_count" type="string" calculate=" /data/n  + 1" readonly="true()"/>')
  expect(xml).toContain('<repeat nodeset="/data/b" jr:count=" /data/b_count ">')
  expect(xml.indexOf('<b_count/>')).toBeLessThan(xml.indexOf('<b jr:template'))
})

it('defaults: plain ones in the instance, computed ones when the record begins, in repeats with each repetition', () => {
  const xml = made(
    'type | name | label | default\ntext | a | A | plain - or not\ndate | b | B | 2026-01-31\ndate | c | C | today()\ninteger | d | D | -5\nbegin repeat | r | R |\ntext | e | E | ${a}\nend repeat | | |\nimage | f | F | cat.png\ntext | g | G | last-saved#x\ntext | h | H | ${last-saved#a}'
  )
  expect(xml).toContain('<b>2026-01-31</b><c/><d>-5</d>')
  expect(xml).toContain('<f>jr://images/cat.png</f><g>last-saved#x</g>')
  expect(xml).toContain('<setvalue event="odk-instance-first-load" ref="/data/c" value="today()"/>')
  expect(xml).toContain('<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/r/e" value=" /data/a "/></repeat>')
  expect(xml).toContain('<instance id="__last-saved" src="jr://instance/last-saved"/>')
  expect(xml).toContain(`ref="/data/h" value=" instance('__last-saved')/data/a "/>`)
})

it('a calculation with a trigger is done when that question changes, and not else', () => {
  const xml = made('type | name | label | trigger | calculation\ntext | a | A | |\ndateTime | at | | ${a} | now()')
  expect(xml).toContain('<input ref="/data/a"><label>A</label><setvalue event="xforms-value-changed" ref="/data/at" value="now()"/></input>')
  expect(xml).toContain('<bind nodeset="/data/at" type="dateTime"/>')
})

it('translations, guidance and media go to itext, with a hyphen for what is missing', () => {
  const xml = made(
    'type | name | label::English (en) | label::Español (es) | hint::English (en) | guidance_hint | media::image | audio::Español (es)\ntext | a | Name | Nombre | As on the card | | card.png | si.mp3\ntext | b | Town | | | | |\nnote | c | Thanks | Gracias | | Read out | |',
    { settings: 'form_id | default_language\nt | English (en)' }
  )
  expect(xml).toContain('<translation lang="English (en)" default="true()">')
  expect(xml).toContain('<text id="/data/a:label"><value>Name</value><value form="image">jr://images/card.png</value></text>')
  expect(xml).toContain('<text id="/data/a:label"><value>Nombre</value><value form="audio">jr://audio/si.mp3</value></text>')
  expect(xml).toContain('<text id="/data/b:label"><value>-</value></text>')
  expect(xml).toContain('<text id="/data/c:hint"><value form="guidance">Read out</value></text>')
  expect(xml).toContain(`<input ref="/data/a"><label ref="jr:itext('/data/a:label')"/><hint ref="jr:itext('/data/a:hint')"/></input>`)
})

it('labels with answers in them, also those of choices', () => {
  const xml = made('type | name | label\ntext | a | A\nnote | b | Dear ${a} & all\nselect_one l | c | C', {
    choices: 'list_name | name | label\nl | x | ${a}\nl | y | Other'
  })
  expect(xml).toContain('<label>Dear <output value=" /data/a "/> &amp; all</label>')
  expect(xml).toContain('<text id="l-0"><value><output value=" /data/a "/></value></text>')
  expect(xml).toContain('<item><itextId>l-1</itextId><name>y</name></item>')
  expect(xml).toContain('<label ref="jr:itext(itextId)"/>')
})

it('or_other adds a choice and a text', () => {
  const xml = made('type | name | label\nselect_one l or_other | a | A\nselect_multiple l or other | b | B', { choices: 'list_name | name | label\nl | x | X' })
  expect(xml.match(/<name>other<\/name>/g)).toHaveLength(1)
  expect(xml).toContain('<item><name>other</name><label>Other</label></item>')
  expect(xml).toContain(`<bind nodeset="/data/a_other" type="string" relevant="selected(../a, 'other')"/>`)
  expect(xml).toContain('<input ref="/data/b_other"><label>Specify other.</label></input>')
})

it('choices from files, in random order, from answers, and from external_choices', () => {
  const xml = made(
    `type | name | label | parameters | choice_filter
select_one_from_file towns.csv | a | A | value=code label=title |
select_multiple_from_file shops.xml | b | B | | town = \${a}
select_one_from_file map.geojson | c | C | |
select_one l | d | D | randomize=true seed=42 |
begin repeat | r | R | |
text | child | Child | |
end repeat | | | |
select_one \${child} | e | E | | starts-with(\${child}, 'b')
select_one_external x | f | F | | town = \${a}
csv-external | prices | | |
calculate | g | | |`.replace('calculate | g | | |', 'text | g | G | |'),
    { choices: 'list_name | name | label\nl | x | X', external_choices: 'list_name | name | label | town\nx | 1 | One | t' }
  )
  expect(xml).toContain('<instance id="towns" src="jr://file-csv/towns.csv"/>')
  expect(xml).toContain(`<itemset nodeset="instance('towns')/root/item"><value ref="code"/><label ref="title"/></itemset>`)
  expect(xml).toContain('<instance id="shops" src="jr://file/shops.xml"/>')
  expect(xml).toContain(`nodeset="instance('shops')/root/item[town =  /data/a ]"`)
  expect(xml).toContain(`<itemset nodeset="instance('map')/root/item"><value ref="id"/><label ref="title"/></itemset>`)
  expect(xml).toContain(`nodeset="randomize(instance('l')/root/item, 42)"`)
  expect(xml).toContain(`<itemset nodeset="/data/r[ ./child  != '' and (starts-with( ./child , 'b'))]"><value ref="child"/><label ref="child"/></itemset>`)
  expect(xml).toContain(`nodeset="instance('x')/root/item[town =  /data/a ]"`)
  expect(xml).toContain('<instance id="prices" src="jr://file-csv/prices.csv"/>')
  expect(xml).not.toContain('<prices/>')
})

it('pulldata brings its file along', () => {
  const xml = made(`type | name | label | calculation\ntext | a | A |\ncalculate | b | | pulldata('fruits', 'name', 'key', \${a})`)
  expect(xml).toContain('<instance id="fruits" src="jr://file-csv/fruits.csv"/>')
})

it('a table-list shows the labels once, above its selects', () => {
  const xml = made(
    'type | name | label | appearance\nbegin group | t | Which? | table-list\nselect_one yes_no | a | A |\nselect_one yes_no | b | B |\nend group | | |',
    { choices: YES_NO }
  )
  expect(xml).toContain('<group ref="/data/t" appearance="field-list"><input ref="/data/t/generated_table_list_label_2"><label>Which?</label></input>')
  expect(xml).toContain('<select1 ref="/data/t/reserved_name_for_field_list_labels_3" appearance="label">')
  expect(xml).toContain('<select1 ref="/data/t/b" appearance="list-nolabel"><label>B</label>')
})

it('parameters and attributes of the author’s own', () => {
  const xml = made(
    'type | name | label | parameters | bind::odk:length | body::accuracyThreshold | instance::esri:x | appearance\ngeopoint | a | A | capture-accuracy=5 warning-accuracy=50 allow-mock-accuracy=true | | | | placement-map\nimage | b | B | max-pixels=1024 | | | |\ntext | c | C | rows=4 | 20 | | y | multiline\nrange | d | D | start=0;end=1;step=0.25 | | | |\naudio | e | E | quality=low | | | |\ngeopoint | f | F | | | 8.5 | |',
    { settings: 'form_id | namespaces | style | version | attribute::k\nt | esri="http://esri.com/xforms" | pages | 7 | v' }
  )
  expect(xml).toContain('<input ref="/data/a" appearance="placement-map" accuracyThreshold="5" unacceptableAccuracyThreshold="50">')
  expect(xml).toContain('<bind nodeset="/data/a" type="geopoint" odk:allow-mock-accuracy="true"/>')
  expect(xml).toContain('<bind nodeset="/data/b" type="binary" orx:max-pixels="1024"/>')
  expect(xml).toContain('<input ref="/data/c" appearance="multiline" rows="4">')
  expect(xml).toContain('<bind nodeset="/data/c" type="string" odk:length="20"/>')
  expect(xml).toContain('<c esri:x="y"/>')
  expect(xml).toContain('<range ref="/data/d" start="0" end="1" step="0.25">')
  expect(xml).toContain('<bind nodeset="/data/d" type="decimal"/>')
  expect(xml).toContain('<bind nodeset="/data/e" type="binary" odk:quality="low"/>')
  expect(xml).toContain('<input ref="/data/f" accuracyThreshold="8.5">')
  expect(xml).toContain('xmlns:esri="http://esri.com/xforms"')
  expect(xml).toContain('<h:body class="pages">')
  expect(xml).toContain('<data id="t" version="7" k="v">')
})

it('places and sounds that are taken by themselves', () => {
  const xml = made(
    'type | name | label | trigger | parameters\nstart-geopoint | here | | |\ntext | a | A | |\nbackground-geopoint | there | | ${a} |\nbackground-audio | rec | | | quality=voice-only'
  )
  expect(xml).toContain('<odk:setgeopoint event="odk-instance-first-load" ref="/data/here"/>')
  expect(xml).toContain('<odk:setgeopoint event="xforms-value-changed" ref="/data/there"/></input>')
  expect(xml).toContain('<odk:recordaudio event="odk-instance-load" ref="/data/rec" odk:quality="voice-only"/>')
})

it('texts are trimmed, blanks collapsed and quotes straightened, unless the settings say otherwise', () => {
  const survey = 'type | name | label\nnote | a | It’s  “so”'
  expect(made(survey)).toContain(`<label>It's &quot;so&quot;</label>`)
  expect(made(survey, { settings: 'form_id | clean_text_values\nt | no' })).toContain('<label>It’s  “so”</label>')
})

it('markup, quotes and line breaks of the author come through as text', () => {
  const xml = made(`type | name | label | constraint | constraint_message\ntext | a | <b>A</b>¶& "more" | . != '<' | No "<"¶please`)
  expect(xml).toContain('<label>&lt;b&gt;A&lt;/b&gt;\n&amp; &quot;more&quot;</label>')
  expect(xml).toContain(`constraint=". != '&lt;'" jr:constraintMsg="No &quot;&lt;&quot;&#10;please"`)
})
