/** A small XForm of our own for pages under test: text, date, one choice, several choices, two languages. */
const item = (list: string, value: string): string => `<item><label ref="jr:itext('${list}-${value}')"/><value>${value}</value></item>`
const said = (id: string, text: string): string => `<text id="${id}"><value>${text}</value></text>`

const english = [
  said('name', 'Name of the site'),
  said('date', 'Date of the visit'),
  said('condition', 'Condition'),
  said('condition-good', 'Good'),
  said('condition-fair', 'Fair'),
  said('condition-poor', 'Poor'),
  said('hazards', 'Hazards seen'),
  said('hazards-water', 'Standing water'),
  said('hazards-traffic', 'Traffic'),
  said('hazards-wires', 'Loose wires'),
  said('notes', 'Notes'),
  said('inspector', 'Inspector'),
  said('follow_up', 'Follow up by')
]
const spanish = [
  said('name', 'Nombre del sitio'),
  said('date', 'Fecha de la visita'),
  said('condition', 'Condición'),
  said('condition-good', 'Buena'),
  said('condition-fair', 'Regular'),
  said('condition-poor', 'Mala'),
  said('hazards', 'Peligros vistos'),
  said('hazards-water', 'Agua estancada'),
  said('hazards-traffic', 'Tráfico'),
  said('hazards-wires', 'Cables sueltos'),
  said('notes', 'Notas'),
  said('inspector', 'Inspector'),
  said('follow_up', 'Seguimiento antes de')
]

export const formXml = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head>
    <h:title>Site inspection</h:title>
    <model>
      <itext>
        <translation lang="English" default="true()">${english.join('')}</translation>
        <translation lang="Español">${spanish.join('')}</translation>
      </itext>
      <instance>
        <data id="site-inspection" version="3">
          <site><name/><date/><condition/><hazards/></site>
          <notes/>
          <inspector/>
          <follow_up/>
          <meta><instanceID/></meta>
        </data>
      </instance>
      <bind nodeset="/data/site/name" type="string" required="true()"/>
      <bind nodeset="/data/site/date" type="date"/>
      <bind nodeset="/data/site/condition" type="string" required="true()"/>
      <bind nodeset="/data/site/hazards" type="string"/>
      <bind nodeset="/data/notes" type="string"/>
      <bind nodeset="/data/inspector" type="string"/>
      <bind nodeset="/data/follow_up" type="date" relevant="/data/site/condition = 'poor'"/>
      <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <group ref="/data/site">
      <label>Site</label>
      <input ref="/data/site/name"><label ref="jr:itext('name')"/></input>
      <input ref="/data/site/date"><label ref="jr:itext('date')"/></input>
      <select1 ref="/data/site/condition"><label ref="jr:itext('condition')"/>${['good', 'fair', 'poor'].map(value => item('condition', value)).join('')}</select1>
      <select ref="/data/site/hazards"><label ref="jr:itext('hazards')"/>${['water', 'traffic', 'wires'].map(value => item('hazards', value)).join('')}</select>
    </group>
    <input ref="/data/notes"><label ref="jr:itext('notes')"/></input>
    <input ref="/data/inspector"><label ref="jr:itext('inspector')"/></input>
    <input ref="/data/follow_up"><label ref="jr:itext('follow_up')"/></input>
  </h:body>
</h:html>`
