/** A form of our own with every kind of question, once in each of its shapes. */
interface Asked {
  readonly name: string
  readonly type: string
  /** The control, with `ref` where `REF` stands. */
  readonly control: string
}

const LIST = `<itemset nodeset="instance('towns')/root/item"><value ref="name"/><label ref="label"/></itemset>`
const asked: readonly Asked[] = [
  { name: 'line', type: 'string', control: '<input REF>LABEL</input>' },
  { name: 'lines', type: 'string', control: '<input REF appearance="multiline">LABEL</input>' },
  { name: 'digits', type: 'string', control: '<input REF appearance="numbers thousands-sep">LABEL</input>' },
  { name: 'site', type: 'string', control: '<input REF appearance="url">LABEL</input>' },
  { name: 'masked', type: 'string', control: '<input REF appearance="masked">LABEL</input>' },
  { name: 'whole', type: 'int', control: '<input REF>LABEL</input>' },
  { name: 'grouped', type: 'int', control: '<input REF appearance="thousands-sep">LABEL</input>' },
  { name: 'counter', type: 'int', control: '<input REF appearance="counter">LABEL</input>' },
  { name: 'part', type: 'decimal', control: '<input REF>LABEL</input>' },
  { name: 'day', type: 'date', control: '<input REF>LABEL</input>' },
  { name: 'month', type: 'date', control: '<input REF appearance="month-year">LABEL</input>' },
  { name: 'year', type: 'date', control: '<input REF appearance="year">LABEL</input>' },
  { name: 'hour', type: 'time', control: '<input REF>LABEL</input>' },
  { name: 'moment', type: 'dateTime', control: '<input REF>LABEL</input>' },
  { name: 'one', type: 'string', control: `<select1 REF>LABEL${LIST}</select1>` },
  { name: 'one_minimal', type: 'string', control: `<select1 REF appearance="minimal">LABEL${LIST}</select1>` },
  { name: 'one_search', type: 'string', control: `<select1 REF appearance="autocomplete">LABEL${LIST}</select1>` },
  { name: 'one_likert', type: 'string', control: `<select1 REF appearance="likert">LABEL${LIST}</select1>` },
  { name: 'several', type: 'string', control: `<select REF>LABEL${LIST}</select>` },
  { name: 'several_search', type: 'string', control: `<select REF appearance="autocomplete">LABEL${LIST}</select>` },
  { name: 'heads', type: 'string', control: `<select1 REF appearance="label">LABEL${LIST}</select1>` },
  { name: 'bare', type: 'string', control: `<select1 REF appearance="list-nolabel">LABEL${LIST}</select1>` },
  { name: 'rank', type: 'odk:rank', control: `<odk:rank REF>LABEL${LIST}</odk:rank>` },
  { name: 'range', type: 'int', control: '<range REF start="1" end="10" step="1">LABEL</range>' },
  { name: 'range_part', type: 'decimal', control: '<range REF start="0.5" end="5" step="0.5" appearance="vertical">LABEL</range>' },
  { name: 'picked', type: 'int', control: '<range REF start="1" end="5" step="1" appearance="picker">LABEL</range>' },
  { name: 'rating', type: 'int', control: '<range REF start="1" end="5" step="1" appearance="rating">LABEL</range>' },
  { name: 'seen', type: 'string', control: '<trigger REF>LABEL</trigger>' },
  { name: 'code', type: 'barcode', control: '<input REF>LABEL</input>' },
  { name: 'place', type: 'geopoint', control: '<input REF>LABEL</input>' },
  { name: 'trace', type: 'geotrace', control: '<input REF>LABEL</input>' },
  { name: 'shape', type: 'geoshape', control: '<input REF>LABEL</input>' },
  { name: 'image', type: 'binary', control: '<upload REF mediatype="image/*">LABEL</upload>' },
  { name: 'sound', type: 'binary', control: '<upload REF mediatype="audio/*">LABEL</upload>' },
  { name: 'film', type: 'binary', control: '<upload REF mediatype="video/*">LABEL</upload>' },
  { name: 'paper', type: 'binary', control: '<upload REF mediatype="application/*">LABEL</upload>' },
  { name: 'signature', type: 'binary', control: '<upload REF mediatype="image/*" appearance="signature">LABEL</upload>' },
  { name: 'sketch', type: 'binary', control: '<upload REF mediatype="image/*" appearance="draw">LABEL</upload>' }
]

const bodyOf = ({ name, control }: Asked): string => control.replace('REF', `ref="/data/${name}"`).replace('LABEL', `<label>Question ${name}</label>`)

/** Questions in the order of the page. */
export const everyName = asked.map(one => one.name)

export const everyForm = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
  <h:head>
    <h:title>Every kind</h:title>
    <model>
      <instance><data id="every-kind" version="1">${asked.map(({ name }) => `<${name}/>`).join('')}<meta><instanceID/></meta></data></instance>
      <instance id="towns"><root>
        <item><name>yuma</name><label>Yuma</label></item><item><name>page</name><label>Page</label></item><item><name>ajo</name><label>Ajo</label></item>
      </root></instance>
      ${asked.map(({ name, type }) => `<bind nodeset="/data/${name}" type="${type}"/>`).join('')}
      <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>${asked.map(bodyOf).join('')}</h:body>
</h:html>`
