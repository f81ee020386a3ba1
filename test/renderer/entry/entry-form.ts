/** A form of our own with one control of each kind, English and Arabic, for the browser tests. */
export const entryForm = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>All controls</h:title>
    <model>
      <itext>
        <translation lang="English (en)" default="true()">
          <text id="name"><value>Your name</value></text>
          <text id="age-msg"><value>Nobody is that old.</value></text>
        </translation>
        <translation lang="العربية (ar)">
          <text id="name"><value>اسمك</value></text>
          <text id="age-msg"><value>لا أحد بهذا العمر.</value></text>
        </translation>
      </itext>
      <instance>
        <data id="all-controls" version="1">
          <name/><age/><weight/><born/><at/><moment/><colour/><kinds/><place/><photo/><seen/><why/><greeting/><twice/><country/><town/>
          <child jr:template=""><call/><photo/></child>
          <children/>
          <orx:meta><orx:instanceID/></orx:meta>
        </data>
      </instance>
      <instance id="towns">
        <root>
          <item><country>us</country><name>yuma</name><label>Yuma</label></item>
          <item><country>us</country><name>page</name><label>Page</label></item>
          <item><country>mx</country><name>nogales</name><label>Nogales</label></item>
        </root>
      </instance>
      <bind nodeset="/data/name" type="string" required="true()"/>
      <bind nodeset="/data/age" type="int" constraint=". &lt; 150" jr:constraintMsg="jr:itext('age-msg')"/>
      <bind nodeset="/data/weight" type="decimal" constraint=". &gt; 0"/>
      <bind nodeset="/data/born" type="date"/>
      <bind nodeset="/data/at" type="time"/>
      <bind nodeset="/data/moment" type="dateTime"/>
      <bind nodeset="/data/colour" type="string"/>
      <bind nodeset="/data/kinds" type="string"/>
      <bind nodeset="/data/place" type="geopoint"/>
      <bind nodeset="/data/photo" type="binary"/>
      <bind nodeset="/data/seen" type="string"/>
      <bind nodeset="/data/why" type="string" relevant=" /data/colour = 'red'"/>
      <bind nodeset="/data/greeting" type="string" readonly="true()"/>
      <bind nodeset="/data/twice" type="int" readonly="true()" calculate=" /data/age * 2"/>
      <bind nodeset="/data/country" type="string"/>
      <bind nodeset="/data/town" type="string"/>
      <bind nodeset="/data/child/call" type="string" required="true()"/>
      <bind nodeset="/data/child/photo" type="binary"/>
      <bind nodeset="/data/children" type="int" calculate="count( /data/child )"/>
      <bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/name"><label ref="jr:itext('name')"/></input>
    <input ref="/data/age"><label>Age</label></input>
    <input ref="/data/weight"><label>Weight</label></input>
    <input ref="/data/born"><label>Born on</label></input>
    <input ref="/data/at"><label>Arrived at</label></input>
    <input ref="/data/moment"><label>Moment</label></input>
    <select1 ref="/data/colour"><label>Colour</label><item><label>Red</label><value>red</value></item><item><label>Blue</label><value>blue</value></item></select1>
    <input ref="/data/why"><label>Why red?</label></input>
    <select ref="/data/kinds"><label>Kinds</label><item><label>Cat</label><value>cat</value></item><item><label>Dog</label><value>dog</value></item><item><label>Owl</label><value>owl</value></item></select>
    <input ref="/data/place"><label>Place</label></input>
    <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
    <trigger ref="/data/seen"><label>Please read this.</label></trigger>
    <input ref="/data/greeting"><label>Good day, <output value=" /data/name "/>!</label></input>
    <input ref="/data/twice"><label>Twice the age</label></input>
    <select1 ref="/data/country"><label>Country</label><item><label>USA</label><value>us</value></item><item><label>Mexico</label><value>mx</value></item></select1>
    <select1 ref="/data/town" appearance="minimal"><label>Town</label><itemset nodeset="instance('towns')/root/item[country = /data/country ]"><value ref="name"/><label ref="label"/></itemset></select1>
    <group ref="/data/child"><label>Child</label><repeat nodeset="/data/child">
      <input ref="/data/child/call"><label>First name</label></input>
      <upload ref="/data/child/photo" mediatype="image/*"><label>Picture of the child</label></upload>
    </repeat></group>
  </h:body>
</h:html>`

/** A form of `count` questions, the last of which depends on the first. */
export function longForm(count: number): string {
  const names = Array.from({ length: count }, (_, at) => `q${at + 1}`)
  return `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Long</h:title><model><instance><data id="long">${names.map(name => `<${name}/>`).join('')}<meta><instanceID/></meta></data></instance>
${names.map(name => `<bind nodeset="/data/${name}" type="string"${name === names.at(-1) ? ` relevant="/data/q1 != ''"` : ''}/>`).join('')}
</model></h:head><h:body>${names.map(name => `<input ref="/data/${name}"><label>Question ${name}</label></input>`).join('')}</h:body></h:html>`
}
