/** Site inspection, shipped with the program: what an inspector finds at a place of work, with corrective orders. English and Spanish. */
export const siteInspection = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>Site inspection</h:title>
    <model>
      <itext>
        <translation lang="English (en)" default="true()">
          <text id="site"><value>The site</value></text>
          <text id="name"><value>Name of the site</value></text>
          <text id="name-hint"><value>As it stands on the permit or on the sign</value></text>
          <text id="kind"><value>What kind of site is it?</value></text>
          <text id="kind-construction"><value>Construction</value></text>
          <text id="kind-food"><value>Food service</value></text>
          <text id="kind-water"><value>Water or sewage works</value></text>
          <text id="kind-storage"><value>Storage of goods or chemicals</value></text>
          <text id="kind-other"><value>Another kind</value></text>
          <text id="kind_other"><value>Which kind?</value></text>
          <text id="permit"><value>Permit number</value></text>
          <text id="permit-msg"><value>Two or three letters, a hyphen, then five digits, like CP-00412.</value></text>
          <text id="address"><value>Address</value></text>
          <text id="location"><value>Where it lies, if known</value></text>
          <text id="visit"><value>The visit</value></text>
          <text id="date"><value>Date of the inspection</value></text>
          <text id="date-msg"><value>The inspection can not lie in the future.</value></text>
          <text id="arrived"><value>Arrived at</value></text>
          <text id="left"><value>Left at</value></text>
          <text id="left-msg"><value>This is before the arrival.</value></text>
          <text id="reason"><value>Reason for the visit</value></text>
          <text id="reason-routine"><value>Routine</value></text>
          <text id="reason-complaint"><value>Complaint</value></text>
          <text id="reason-followup"><value>Follow-up of an earlier inspection</value></text>
          <text id="earlier"><value>Reference of the earlier inspection</value></text>
          <text id="complaint"><value>What was complained about?</value></text>
          <text id="present"><value>Who was present for the site?</value></text>
          <text id="workers"><value>Number of people at work</value></text>
          <text id="workers-msg"><value>A number from 0 to 5000.</value></text>
          <text id="conditions"><value>Conditions found</value></text>
          <text id="checked"><value>What was checked?</value></text>
          <text id="checked-exits"><value>Exits and passages</value></text>
          <text id="checked-fire"><value>Fire protection</value></text>
          <text id="checked-electric"><value>Electrical installation</value></text>
          <text id="checked-chemicals"><value>Chemicals</value></text>
          <text id="checked-hygiene"><value>Hygiene</value></text>
          <text id="checked-records"><value>Records and training</value></text>
          <text id="extinguisher"><value>Date of the last check of the extinguishers</value></text>
          <text id="temperature"><value>Temperature of the cold storage (°C)</value></text>
          <text id="temperature-hint"><value>Measured, not read from the display</value></text>
          <text id="temperature-msg"><value>Between −60 and 60.</value></text>
          <text id="cold-note"><value>The cold storage is above 5 °C: record it as a finding.</value></text>
          <text id="overall"><value>Overall impression</value></text>
          <text id="overall-good"><value>Good</value></text>
          <text id="overall-fair"><value>Fair</value></text>
          <text id="overall-poor"><value>Poor</value></text>
          <text id="picture"><value>Picture of the site</value></text>
          <text id="finding"><value>Finding</value></text>
          <text id="what"><value>What was found?</value></text>
          <text id="rule"><value>Rule or section</value></text>
          <text id="severity"><value>How serious is it?</value></text>
          <text id="severity-minor"><value>Minor</value></text>
          <text id="severity-serious"><value>Serious</value></text>
          <text id="severity-imminent"><value>Imminent danger</value></text>
          <text id="stopped"><value>Was work stopped at once?</value></text>
          <text id="yes"><value>Yes</value></text>
          <text id="no"><value>No</value></text>
          <text id="order"><value>What must be done?</value></text>
          <text id="due"><value>To be done by</value></text>
          <text id="due-msg"><value>The day of the inspection or later.</value></text>
          <text id="evidence"><value>Picture of the finding</value></text>
          <text id="result"><value>Result</value></text>
          <text id="summary"><value>Findings: <output value=" /inspection/result/findings "/>, of which serious or worse: <output value=" /inspection/result/serious "/>.</value></text>
          <text id="outcome"><value>Outcome</value></text>
          <text id="outcome-passed"><value>Passed</value></text>
          <text id="outcome-corrections"><value>Passed with corrections</value></text>
          <text id="outcome-failed"><value>Failed</value></text>
          <text id="outcome-msg"><value>With serious findings a site does not simply pass.</value></text>
          <text id="fee"><value>Fee</value></text>
          <text id="fee-hint"><value>Follow-ups cost nothing</value></text>
          <text id="remarks"><value>Remarks</value></text>
          <text id="needed"><value>This is needed before the inspection can be filed.</value></text>
        </translation>
        <translation lang="Español (es)">
          <text id="site"><value>El lugar</value></text>
          <text id="name"><value>Nombre del lugar</value></text>
          <text id="name-hint"><value>Como figura en el permiso o en el letrero</value></text>
          <text id="kind"><value>¿Qué tipo de lugar es?</value></text>
          <text id="kind-construction"><value>Construcción</value></text>
          <text id="kind-food"><value>Servicio de alimentos</value></text>
          <text id="kind-water"><value>Obras de agua o alcantarillado</value></text>
          <text id="kind-storage"><value>Almacén de mercancías o productos químicos</value></text>
          <text id="kind-other"><value>Otro tipo</value></text>
          <text id="kind_other"><value>¿Qué tipo?</value></text>
          <text id="permit"><value>Número de permiso</value></text>
          <text id="permit-msg"><value>Dos o tres letras, un guion y cinco cifras, como CP-00412.</value></text>
          <text id="address"><value>Dirección</value></text>
          <text id="location"><value>Ubicación, si se conoce</value></text>
          <text id="visit"><value>La visita</value></text>
          <text id="date"><value>Fecha de la inspección</value></text>
          <text id="date-msg"><value>La inspección no puede estar en el futuro.</value></text>
          <text id="arrived"><value>Hora de llegada</value></text>
          <text id="left"><value>Hora de salida</value></text>
          <text id="left-msg"><value>Es anterior a la llegada.</value></text>
          <text id="reason"><value>Motivo de la visita</value></text>
          <text id="reason-routine"><value>Rutina</value></text>
          <text id="reason-complaint"><value>Queja</value></text>
          <text id="reason-followup"><value>Seguimiento de una inspección anterior</value></text>
          <text id="earlier"><value>Referencia de la inspección anterior</value></text>
          <text id="complaint"><value>¿De qué se quejaron?</value></text>
          <text id="present"><value>¿Quién estuvo presente por el lugar?</value></text>
          <text id="workers"><value>Número de personas trabajando</value></text>
          <text id="workers-msg"><value>Un número de 0 a 5000.</value></text>
          <text id="conditions"><value>Condiciones encontradas</value></text>
          <text id="checked"><value>¿Qué se revisó?</value></text>
          <text id="checked-exits"><value>Salidas y pasillos</value></text>
          <text id="checked-fire"><value>Protección contra incendios</value></text>
          <text id="checked-electric"><value>Instalación eléctrica</value></text>
          <text id="checked-chemicals"><value>Productos químicos</value></text>
          <text id="checked-hygiene"><value>Higiene</value></text>
          <text id="checked-records"><value>Registros y capacitación</value></text>
          <text id="extinguisher"><value>Fecha de la última revisión de los extintores</value></text>
          <text id="temperature"><value>Temperatura de la cámara fría (°C)</value></text>
          <text id="temperature-hint"><value>Medida, no leída en la pantalla</value></text>
          <text id="temperature-msg"><value>Entre −60 y 60.</value></text>
          <text id="cold-note"><value>La cámara fría está por encima de 5 °C: regístrelo como hallazgo.</value></text>
          <text id="overall"><value>Impresión general</value></text>
          <text id="overall-good"><value>Buena</value></text>
          <text id="overall-fair"><value>Regular</value></text>
          <text id="overall-poor"><value>Mala</value></text>
          <text id="picture"><value>Foto del lugar</value></text>
          <text id="finding"><value>Hallazgo</value></text>
          <text id="what"><value>¿Qué se encontró?</value></text>
          <text id="rule"><value>Norma o sección</value></text>
          <text id="severity"><value>¿Qué tan grave es?</value></text>
          <text id="severity-minor"><value>Leve</value></text>
          <text id="severity-serious"><value>Grave</value></text>
          <text id="severity-imminent"><value>Peligro inminente</value></text>
          <text id="stopped"><value>¿Se detuvo el trabajo de inmediato?</value></text>
          <text id="yes"><value>Sí</value></text>
          <text id="no"><value>No</value></text>
          <text id="order"><value>¿Qué debe hacerse?</value></text>
          <text id="due"><value>Plazo</value></text>
          <text id="due-msg"><value>El día de la inspección o después.</value></text>
          <text id="evidence"><value>Foto del hallazgo</value></text>
          <text id="result"><value>Resultado</value></text>
          <text id="summary"><value>Hallazgos: <output value=" /inspection/result/findings "/>, de ellos graves o peores: <output value=" /inspection/result/serious "/>.</value></text>
          <text id="outcome"><value>Resultado</value></text>
          <text id="outcome-passed"><value>Aprobado</value></text>
          <text id="outcome-corrections"><value>Aprobado con correcciones</value></text>
          <text id="outcome-failed"><value>No aprobado</value></text>
          <text id="outcome-msg"><value>Con hallazgos graves un lugar no se aprueba sin más.</value></text>
          <text id="fee"><value>Tarifa</value></text>
          <text id="fee-hint"><value>Los seguimientos no cuestan</value></text>
          <text id="remarks"><value>Observaciones</value></text>
          <text id="needed"><value>Esto hace falta para registrar la inspección.</value></text>
        </translation>
      </itext>
      <instance>
        <inspection id="site-inspection" version="1">
          <start/>
          <site><name/><kind/><kind_other/><permit/><address/><location/></site>
          <visit><date/><arrived/><left/><reason/><earlier/><complaint/><present/><workers/></visit>
          <conditions><checked/><extinguisher/><temperature/><cold_note/><overall/><picture/></conditions>
          <finding jr:template=""><what/><rule/><severity/><stopped/><order/><due/><evidence/></finding>
          <result><findings/><serious/><summary/><outcome/><fee/><remarks/></result>
          <meta><instanceID/></meta>
        </inspection>
      </instance>
      <bind nodeset="/inspection/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
      <bind nodeset="/inspection/site/name" type="string" required="true()" jr:requiredMsg="jr:itext('needed')"/>
      <bind nodeset="/inspection/site/kind" type="string" required="true()"/>
      <bind nodeset="/inspection/site/kind_other" type="string" required="true()" relevant=" /inspection/site/kind = 'other'"/>
      <bind nodeset="/inspection/site/permit" type="string" constraint="regex(., '^[A-Z]{2,3}-[0-9]{5}$')" jr:constraintMsg="jr:itext('permit-msg')"/>
      <bind nodeset="/inspection/site/address" type="string"/>
      <bind nodeset="/inspection/site/location" type="geopoint"/>
      <bind nodeset="/inspection/visit/date" type="date" required="true()" constraint=". &lt;= today()" jr:constraintMsg="jr:itext('date-msg')"/>
      <bind nodeset="/inspection/visit/arrived" type="time"/>
      <bind nodeset="/inspection/visit/left" type="time" constraint=" /inspection/visit/arrived = '' or . &gt;= /inspection/visit/arrived" jr:constraintMsg="jr:itext('left-msg')"/>
      <bind nodeset="/inspection/visit/reason" type="string" required="true()"/>
      <bind nodeset="/inspection/visit/earlier" type="string" relevant=" /inspection/visit/reason = 'followup'"/>
      <bind nodeset="/inspection/visit/complaint" type="string" required="true()" relevant=" /inspection/visit/reason = 'complaint'"/>
      <bind nodeset="/inspection/visit/present" type="string"/>
      <bind nodeset="/inspection/visit/workers" type="int" constraint=". &gt;= 0 and . &lt;= 5000" jr:constraintMsg="jr:itext('workers-msg')"/>
      <bind nodeset="/inspection/conditions/checked" type="string" required="true()"/>
      <bind nodeset="/inspection/conditions/extinguisher" type="date" relevant="selected( /inspection/conditions/checked , 'fire')"/>
      <bind nodeset="/inspection/conditions/temperature" type="decimal" relevant=" /inspection/site/kind = 'food'" constraint=". &gt;= -60 and . &lt;= 60" jr:constraintMsg="jr:itext('temperature-msg')"/>
      <bind nodeset="/inspection/conditions/cold_note" type="string" readonly="true()" relevant=" /inspection/conditions/temperature &gt; 5"/>
      <bind nodeset="/inspection/conditions/overall" type="string" required="true()"/>
      <bind nodeset="/inspection/conditions/picture" type="binary"/>
      <bind nodeset="/inspection/finding/what" type="string" required="true()" jr:requiredMsg="jr:itext('needed')"/>
      <bind nodeset="/inspection/finding/rule" type="string"/>
      <bind nodeset="/inspection/finding/severity" type="string" required="true()"/>
      <bind nodeset="/inspection/finding/stopped" type="string" required="true()" relevant=" ../severity = 'imminent'"/>
      <bind nodeset="/inspection/finding/order" type="string" relevant=" ../severity != ''"/>
      <bind nodeset="/inspection/finding/due" type="date" relevant=" ../severity != ''" constraint=". &gt;= /inspection/visit/date" jr:constraintMsg="jr:itext('due-msg')"/>
      <bind nodeset="/inspection/finding/evidence" type="binary"/>
      <bind nodeset="/inspection/result/findings" type="int" calculate="count( /inspection/finding )"/>
      <bind nodeset="/inspection/result/serious" type="int" calculate="count( /inspection/finding [severity = 'serious' or severity = 'imminent'])"/>
      <bind nodeset="/inspection/result/summary" type="string" readonly="true()"/>
      <bind nodeset="/inspection/result/outcome" type="string" required="true()" constraint="not(. = 'passed' and /inspection/result/serious &gt; 0)" jr:constraintMsg="jr:itext('outcome-msg')"/>
      <bind nodeset="/inspection/result/fee" type="decimal" readonly=" /inspection/visit/reason = 'followup'" calculate="if( /inspection/visit/reason = 'followup', 0, 85 + 40 * /inspection/result/serious )"/>
      <bind nodeset="/inspection/result/remarks" type="string"/>
      <bind nodeset="/inspection/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <group ref="/inspection/site">
      <label ref="jr:itext('site')"/>
      <input ref="/inspection/site/name"><label ref="jr:itext('name')"/><hint ref="jr:itext('name-hint')"/></input>
      <select1 ref="/inspection/site/kind">
        <label ref="jr:itext('kind')"/>
        <item><label ref="jr:itext('kind-construction')"/><value>construction</value></item>
        <item><label ref="jr:itext('kind-food')"/><value>food</value></item>
        <item><label ref="jr:itext('kind-water')"/><value>water</value></item>
        <item><label ref="jr:itext('kind-storage')"/><value>storage</value></item>
        <item><label ref="jr:itext('kind-other')"/><value>other</value></item>
      </select1>
      <input ref="/inspection/site/kind_other"><label ref="jr:itext('kind_other')"/></input>
      <input ref="/inspection/site/permit"><label ref="jr:itext('permit')"/></input>
      <input ref="/inspection/site/address" appearance="multiline"><label ref="jr:itext('address')"/></input>
      <input ref="/inspection/site/location"><label ref="jr:itext('location')"/></input>
    </group>
    <group ref="/inspection/visit">
      <label ref="jr:itext('visit')"/>
      <input ref="/inspection/visit/date"><label ref="jr:itext('date')"/></input>
      <input ref="/inspection/visit/arrived"><label ref="jr:itext('arrived')"/></input>
      <input ref="/inspection/visit/left"><label ref="jr:itext('left')"/></input>
      <select1 ref="/inspection/visit/reason">
        <label ref="jr:itext('reason')"/>
        <item><label ref="jr:itext('reason-routine')"/><value>routine</value></item>
        <item><label ref="jr:itext('reason-complaint')"/><value>complaint</value></item>
        <item><label ref="jr:itext('reason-followup')"/><value>followup</value></item>
      </select1>
      <input ref="/inspection/visit/earlier"><label ref="jr:itext('earlier')"/></input>
      <input ref="/inspection/visit/complaint" appearance="multiline"><label ref="jr:itext('complaint')"/></input>
      <input ref="/inspection/visit/present"><label ref="jr:itext('present')"/></input>
      <input ref="/inspection/visit/workers"><label ref="jr:itext('workers')"/></input>
    </group>
    <group ref="/inspection/conditions">
      <label ref="jr:itext('conditions')"/>
      <select ref="/inspection/conditions/checked">
        <label ref="jr:itext('checked')"/>
        <item><label ref="jr:itext('checked-exits')"/><value>exits</value></item>
        <item><label ref="jr:itext('checked-fire')"/><value>fire</value></item>
        <item><label ref="jr:itext('checked-electric')"/><value>electric</value></item>
        <item><label ref="jr:itext('checked-chemicals')"/><value>chemicals</value></item>
        <item><label ref="jr:itext('checked-hygiene')"/><value>hygiene</value></item>
        <item><label ref="jr:itext('checked-records')"/><value>records</value></item>
      </select>
      <input ref="/inspection/conditions/extinguisher"><label ref="jr:itext('extinguisher')"/></input>
      <input ref="/inspection/conditions/temperature"><label ref="jr:itext('temperature')"/><hint ref="jr:itext('temperature-hint')"/></input>
      <input ref="/inspection/conditions/cold_note"><label ref="jr:itext('cold-note')"/></input>
      <select1 ref="/inspection/conditions/overall">
        <label ref="jr:itext('overall')"/>
        <item><label ref="jr:itext('overall-good')"/><value>good</value></item>
        <item><label ref="jr:itext('overall-fair')"/><value>fair</value></item>
        <item><label ref="jr:itext('overall-poor')"/><value>poor</value></item>
      </select1>
      <upload ref="/inspection/conditions/picture" mediatype="image/*"><label ref="jr:itext('picture')"/></upload>
    </group>
    <group ref="/inspection/finding">
      <label ref="jr:itext('finding')"/>
      <repeat nodeset="/inspection/finding">
        <input ref="/inspection/finding/what" appearance="multiline"><label ref="jr:itext('what')"/></input>
        <input ref="/inspection/finding/rule"><label ref="jr:itext('rule')"/></input>
        <select1 ref="/inspection/finding/severity">
          <label ref="jr:itext('severity')"/>
          <item><label ref="jr:itext('severity-minor')"/><value>minor</value></item>
          <item><label ref="jr:itext('severity-serious')"/><value>serious</value></item>
          <item><label ref="jr:itext('severity-imminent')"/><value>imminent</value></item>
        </select1>
        <select1 ref="/inspection/finding/stopped">
          <label ref="jr:itext('stopped')"/>
          <item><label ref="jr:itext('yes')"/><value>yes</value></item>
          <item><label ref="jr:itext('no')"/><value>no</value></item>
        </select1>
        <input ref="/inspection/finding/order" appearance="multiline"><label ref="jr:itext('order')"/></input>
        <input ref="/inspection/finding/due"><label ref="jr:itext('due')"/></input>
        <upload ref="/inspection/finding/evidence" mediatype="image/*"><label ref="jr:itext('evidence')"/></upload>
      </repeat>
    </group>
    <group ref="/inspection/result">
      <label ref="jr:itext('result')"/>
      <input ref="/inspection/result/summary"><label ref="jr:itext('summary')"/></input>
      <select1 ref="/inspection/result/outcome">
        <label ref="jr:itext('outcome')"/>
        <item><label ref="jr:itext('outcome-passed')"/><value>passed</value></item>
        <item><label ref="jr:itext('outcome-corrections')"/><value>corrections</value></item>
        <item><label ref="jr:itext('outcome-failed')"/><value>failed</value></item>
      </select1>
      <input ref="/inspection/result/fee"><label ref="jr:itext('fee')"/><hint ref="jr:itext('fee-hint')"/></input>
      <input ref="/inspection/result/remarks" appearance="multiline"><label ref="jr:itext('remarks')"/></input>
    </group>
  </h:body>
</h:html>
`
