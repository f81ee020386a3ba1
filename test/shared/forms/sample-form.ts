/** A form of our own with everything that makes values hard: inner repeats, repeats without own questions, namespaces, uploads. */
export const sampleForm = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>Sample</h:title>
    <model>
      <itext>
        <translation lang="English (en)"><text id="name"><value>Name</value></text><text id="pic"><value>P</value><value form="image">jr://images/map.png</value></text></translation>
        <translation lang="العربية (ar)" default="true()"><text id="name"><value>الاسم</value></text></translation>
      </itext>
      <instance>
        <data id="sample" version="7">
          <name/><age/><weight/><born/><kinds/><one>a</one><photo/><read/>
          <empty_group><inner/></empty_group>
          <village jr:template=""><house jr:template=""><room/><tags/></house></village>
          <pet><call/></pet><pet><call/></pet>
          <orx:meta><orx:instanceID/></orx:meta>
        </data>
      </instance>
      <instance id="kinds"><root><item><name>x</name><label>Ex</label></item><item><name>y</name><label>Why</label></item></root></instance>
      <bind nodeset="/data/name" type="string" required="true()"/>
      <bind nodeset="/data/age" type="int"/>
      <bind nodeset="/data/weight" type="xsd:decimal"/>
      <bind nodeset="/data/born" type="date"/>
      <bind nodeset="/data/photo" type="binary"/>
      <bind nodeset="/data/empty_group" relevant="/data/age &gt; 3"/>
      <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/name"><label ref="jr:itext('name')"/></input>
    <input ref="/data/age"><label>Age</label></input>
    <input ref="/data/weight"><label>Weight of <output value="/data/name"/></label></input>
    <input ref="/data/born"><label>Born</label></input>
    <select ref="/data/kinds"><label>Kinds</label><itemset nodeset="instance('kinds')/root/item[true()]"><value ref="name"/><label ref="label"/></itemset></select>
    <select1 ref="/data/one"><label>One</label><item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item></select1>
    <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
    <trigger ref="/data/read"><label>Read</label></trigger>
    <group ref="/data/empty_group"><label>G</label><input ref="inner"><label>Inner</label></input></group>
    <group ref="/data/village"><label>Village</label><repeat nodeset="/data/village">
      <group ref="/data/village/house"><label>House</label><repeat nodeset="/data/village/house">
        <input ref="/data/village/house/room"><label>Room</label></input>
        <select ref="/data/village/house/tags"><label>Tags</label><item><label>T</label><value>t</value></item><item><label>U</label><value>u</value></item></select>
      </repeat></group>
    </repeat></group>
    <repeat nodeset="/data/pet"><input ref="/data/pet/call"><label>Called</label></input></repeat>
  </h:body>
</h:html>`
