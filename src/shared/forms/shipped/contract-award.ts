/** Contract award, shipped with the program: who was awarded what, out of which offers. English and Spanish; fields after OCDS 1.1 awards. */
export const contractAward = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>Contract award</h:title>
    <model>
      <itext>
        <translation lang="English (en)" default="true()">
          <text id="tender"><value>The tender</value></text>
          <text id="reference"><value>Reference of the tender</value></text>
          <text id="title"><value>What is bought</value></text>
          <text id="category"><value>Category</value></text>
          <text id="category-goods"><value>Goods</value></text>
          <text id="category-works"><value>Works</value></text>
          <text id="category-services"><value>Services</value></text>
          <text id="method"><value>How was the market asked?</value></text>
          <text id="method-open"><value>Open to all</value></text>
          <text id="method-selective"><value>Open to selected suppliers</value></text>
          <text id="method-limited"><value>Limited</value></text>
          <text id="method-direct"><value>Direct award</value></text>
          <text id="why_direct"><value>Why without competition?</value></text>
          <text id="why-hint"><value>Name the rule that allows it</value></text>
          <text id="published"><value>Published on</value></text>
          <text id="closed"><value>Closed at</value></text>
          <text id="closed-hint"><value>Date and time after which no offer was taken</value></text>
          <text id="closed-msg"><value>The tender can not close before it was published.</value></text>
          <text id="offer"><value>Offer</value></text>
          <text id="bidder"><value>Name of the bidder</value></text>
          <text id="bidder_id"><value>Registration number of the bidder</value></text>
          <text id="amount"><value>Amount offered</value></text>
          <text id="amount-msg"><value>More than 0, at most two decimals.</value></text>
          <text id="admitted"><value>Admitted?</value></text>
          <text id="why_not"><value>Why not?</value></text>
          <text id="yes"><value>Yes</value></text>
          <text id="no"><value>No</value></text>
          <text id="award"><value>The award</value></text>
          <text id="offers"><value>Offers: <output value=" /award/award/offers "/>, admitted: <output value=" /award/award/admitted "/>, lowest admitted: <output value=" /award/award/lowest "/></value></text>
          <text id="date"><value>Date of the award</value></text>
          <text id="date-msg"><value>Not in the future.</value></text>
          <text id="supplier"><value>Awarded to</value></text>
          <text id="value"><value>Value of the award</value></text>
          <text id="currency"><value>Currency</value></text>
          <text id="currency-USD"><value>US dollar</value></text>
          <text id="currency-EUR"><value>Euro</value></text>
          <text id="currency-MXN"><value>Mexican peso</value></text>
          <text id="not_lowest"><value>This is above the lowest admitted offer. Why?</value></text>
          <text id="criteria"><value>What decided?</value></text>
          <text id="criteria-price"><value>Price</value></text>
          <text id="criteria-quality"><value>Quality</value></text>
          <text id="criteria-time"><value>Time of delivery</value></text>
          <text id="criteria-life"><value>Cost over the whole life</value></text>
          <text id="criteria-local"><value>Local content</value></text>
          <text id="term"><value>The contract</value></text>
          <text id="starts"><value>Begins on</value></text>
          <text id="ends"><value>Ends on</value></text>
          <text id="ends-msg"><value>It can not end before it begins.</value></text>
          <text id="days"><value>Days</value></text>
          <text id="line"><value>Line of the contract</value></text>
          <text id="item"><value>Item</value></text>
          <text id="quantity"><value>Quantity</value></text>
          <text id="quantity-msg"><value>A whole number above 0.</value></text>
          <text id="price"><value>Price of one</value></text>
          <text id="sum"><value>Sum</value></text>
          <text id="total"><value>Sum of the lines: <output value=" /award/term/total "/></value></text>
          <text id="differs"><value>The sum of the lines differs from the value of the award.</value></text>
          <text id="page"><value>Picture of the signed page</value></text>
          <text id="committee"><value>Members of the committee</value></text>
          <text id="committee-hint"><value>One a line</value></text>
          <text id="conflict"><value>Each member has declared to have no interest in the award.</value></text>
        </translation>
        <translation lang="Español (es)">
          <text id="tender"><value>La licitación</value></text>
          <text id="reference"><value>Referencia de la licitación</value></text>
          <text id="title"><value>Qué se compra</value></text>
          <text id="category"><value>Categoría</value></text>
          <text id="category-goods"><value>Bienes</value></text>
          <text id="category-works"><value>Obras</value></text>
          <text id="category-services"><value>Servicios</value></text>
          <text id="method"><value>¿Cómo se consultó el mercado?</value></text>
          <text id="method-open"><value>Abierto a todos</value></text>
          <text id="method-selective"><value>Abierto a proveedores seleccionados</value></text>
          <text id="method-limited"><value>Limitado</value></text>
          <text id="method-direct"><value>Adjudicación directa</value></text>
          <text id="why_direct"><value>¿Por qué sin competencia?</value></text>
          <text id="why-hint"><value>Indique la norma que lo permite</value></text>
          <text id="published"><value>Publicada el</value></text>
          <text id="closed"><value>Cerrada el</value></text>
          <text id="closed-hint"><value>Fecha y hora tras las que no se aceptaron ofertas</value></text>
          <text id="closed-msg"><value>La licitación no puede cerrar antes de publicarse.</value></text>
          <text id="offer"><value>Oferta</value></text>
          <text id="bidder"><value>Nombre del oferente</value></text>
          <text id="bidder_id"><value>Número de registro del oferente</value></text>
          <text id="amount"><value>Importe ofrecido</value></text>
          <text id="amount-msg"><value>Más de 0, con dos decimales como máximo.</value></text>
          <text id="admitted"><value>¿Admitida?</value></text>
          <text id="why_not"><value>¿Por qué no?</value></text>
          <text id="yes"><value>Sí</value></text>
          <text id="no"><value>No</value></text>
          <text id="award"><value>La adjudicación</value></text>
          <text id="offers"><value>Ofertas: <output value=" /award/award/offers "/>, admitidas: <output value=" /award/award/admitted "/>, la más baja admitida: <output value=" /award/award/lowest "/></value></text>
          <text id="date"><value>Fecha de la adjudicación</value></text>
          <text id="date-msg"><value>No en el futuro.</value></text>
          <text id="supplier"><value>Adjudicado a</value></text>
          <text id="value"><value>Valor de la adjudicación</value></text>
          <text id="currency"><value>Moneda</value></text>
          <text id="currency-USD"><value>Dólar estadounidense</value></text>
          <text id="currency-EUR"><value>Euro</value></text>
          <text id="currency-MXN"><value>Peso mexicano</value></text>
          <text id="not_lowest"><value>Supera la oferta admitida más baja. ¿Por qué?</value></text>
          <text id="criteria"><value>¿Qué fue decisivo?</value></text>
          <text id="criteria-price"><value>Precio</value></text>
          <text id="criteria-quality"><value>Calidad</value></text>
          <text id="criteria-time"><value>Plazo de entrega</value></text>
          <text id="criteria-life"><value>Costo durante toda la vida útil</value></text>
          <text id="criteria-local"><value>Contenido local</value></text>
          <text id="term"><value>El contrato</value></text>
          <text id="starts"><value>Empieza el</value></text>
          <text id="ends"><value>Termina el</value></text>
          <text id="ends-msg"><value>No puede terminar antes de empezar.</value></text>
          <text id="days"><value>Días</value></text>
          <text id="line"><value>Línea del contrato</value></text>
          <text id="item"><value>Artículo</value></text>
          <text id="quantity"><value>Cantidad</value></text>
          <text id="quantity-msg"><value>Un número entero mayor que 0.</value></text>
          <text id="price"><value>Precio de uno</value></text>
          <text id="sum"><value>Suma</value></text>
          <text id="total"><value>Suma de las líneas: <output value=" /award/term/total "/></value></text>
          <text id="differs"><value>La suma de las líneas difiere del valor de la adjudicación.</value></text>
          <text id="page"><value>Foto de la página firmada</value></text>
          <text id="committee"><value>Miembros del comité</value></text>
          <text id="committee-hint"><value>Uno por línea</value></text>
          <text id="conflict"><value>Cada miembro ha declarado no tener interés en la adjudicación.</value></text>
        </translation>
      </itext>
      <instance>
        <award id="contract-award" version="1">
          <start/>
          <tender><reference/><title/><category/><method/><why_direct/><published/><closed/></tender>
          <offer jr:template=""><bidder/><bidder_id/><amount/><admitted/><why_not/></offer>
          <award><offers/><admitted/><lowest/><summary/><date/><supplier/><value/><currency>USD</currency><not_lowest/><criteria/></award>
          <term><starts/><ends/><days/><line jr:template=""><item/><quantity/><price/><sum/></line><total/><total_note/><differs/><page/></term>
          <committee/><conflict/>
          <meta><instanceID/></meta>
        </award>
      </instance>
      <instance id="currencies">
        <root>
          <item><name>USD</name><itextId>currency-USD</itextId></item>
          <item><name>EUR</name><itextId>currency-EUR</itextId></item>
          <item><name>MXN</name><itextId>currency-MXN</itextId></item>
        </root>
      </instance>
      <bind nodeset="/award/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
      <bind nodeset="/award/tender/reference" type="string" required="true()"/>
      <bind nodeset="/award/tender/title" type="string" required="true()"/>
      <bind nodeset="/award/tender/category" type="string" required="true()"/>
      <bind nodeset="/award/tender/method" type="string" required="true()"/>
      <bind nodeset="/award/tender/why_direct" type="string" required="true()" relevant=" /award/tender/method = 'direct'"/>
      <bind nodeset="/award/tender/published" type="date" relevant=" /award/tender/method != 'direct'"/>
      <bind nodeset="/award/tender/closed" type="dateTime" relevant=" /award/tender/method != 'direct'" constraint=" /award/tender/published = '' or decimal-date-time(.) &gt;= decimal-date-time( /award/tender/published )" jr:constraintMsg="jr:itext('closed-msg')"/>
      <bind nodeset="/award/offer/bidder" type="string" required="true()"/>
      <bind nodeset="/award/offer/bidder_id" type="string"/>
      <bind nodeset="/award/offer/amount" type="decimal" required="true()" constraint=". &gt; 0 and . = round(., 2)" jr:constraintMsg="jr:itext('amount-msg')"/>
      <bind nodeset="/award/offer/admitted" type="string" required="true()"/>
      <bind nodeset="/award/offer/why_not" type="string" required="true()" relevant=" ../admitted = 'no'"/>
      <bind nodeset="/award/award/offers" type="int" calculate="count( /award/offer )"/>
      <bind nodeset="/award/award/admitted" type="int" calculate="count( /award/offer [admitted = 'yes'])"/>
      <bind nodeset="/award/award/lowest" type="decimal" calculate="if( /award/award/admitted &gt; 0, min( /award/offer [admitted = 'yes' and amount != '']/amount ), '')"/>
      <bind nodeset="/award/award/summary" type="string" readonly="true()" relevant=" /award/award/offers &gt; 0"/>
      <bind nodeset="/award/award/date" type="date" required="true()" constraint=". &lt;= today()" jr:constraintMsg="jr:itext('date-msg')"/>
      <bind nodeset="/award/award/supplier" type="string" required="true()"/>
      <bind nodeset="/award/award/value" type="decimal" required="true()" constraint=". &gt; 0 and . = round(., 2)" jr:constraintMsg="jr:itext('amount-msg')"/>
      <bind nodeset="/award/award/currency" type="string" required="true()"/>
      <bind nodeset="/award/award/not_lowest" type="string" required="true()" relevant=" /award/award/admitted &gt; 0 and /award/award/value != '' and /award/award/value &gt; /award/award/lowest"/>
      <bind nodeset="/award/award/criteria" type="string"/>
      <bind nodeset="/award/term/starts" type="date"/>
      <bind nodeset="/award/term/ends" type="date" constraint=" /award/term/starts = '' or . &gt;= /award/term/starts" jr:constraintMsg="jr:itext('ends-msg')"/>
      <bind nodeset="/award/term/days" type="int" readonly="true()" calculate="if( /award/term/starts != '' and /award/term/ends != '', round(decimal-date-time( /award/term/ends ) - decimal-date-time( /award/term/starts )) + 1, '')" relevant=" /award/term/starts != '' and /award/term/ends != ''"/>
      <bind nodeset="/award/term/line/item" type="string" required="true()"/>
      <bind nodeset="/award/term/line/quantity" type="int" required="true()" constraint=". &gt; 0" jr:constraintMsg="jr:itext('quantity-msg')"/>
      <bind nodeset="/award/term/line/price" type="decimal" required="true()" constraint=". &gt;= 0 and . = round(., 2)" jr:constraintMsg="jr:itext('amount-msg')"/>
      <bind nodeset="/award/term/line/sum" type="decimal" readonly="true()" calculate="if( ../quantity != '' and ../price != '', round( ../quantity * ../price , 2), '')" relevant=" ../quantity != '' and ../price != ''"/>
      <bind nodeset="/award/term/total" type="decimal" calculate="round(sum( /award/term/line/sum [. != '']), 2)"/>
      <bind nodeset="/award/term/total_note" type="string" readonly="true()" relevant="count( /award/term/line ) &gt; 0"/>
      <bind nodeset="/award/term/differs" type="string" readonly="true()" relevant="count( /award/term/line ) &gt; 0 and /award/award/value != '' and /award/term/total != /award/award/value"/>
      <bind nodeset="/award/term/page" type="binary"/>
      <bind nodeset="/award/committee" type="string" required="true()"/>
      <bind nodeset="/award/conflict" type="string" required="true()"/>
      <bind nodeset="/award/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <group ref="/award/tender">
      <label ref="jr:itext('tender')"/>
      <input ref="/award/tender/reference"><label ref="jr:itext('reference')"/></input>
      <input ref="/award/tender/title"><label ref="jr:itext('title')"/></input>
      <select1 ref="/award/tender/category">
        <label ref="jr:itext('category')"/>
        <item><label ref="jr:itext('category-goods')"/><value>goods</value></item>
        <item><label ref="jr:itext('category-works')"/><value>works</value></item>
        <item><label ref="jr:itext('category-services')"/><value>services</value></item>
      </select1>
      <select1 ref="/award/tender/method">
        <label ref="jr:itext('method')"/>
        <item><label ref="jr:itext('method-open')"/><value>open</value></item>
        <item><label ref="jr:itext('method-selective')"/><value>selective</value></item>
        <item><label ref="jr:itext('method-limited')"/><value>limited</value></item>
        <item><label ref="jr:itext('method-direct')"/><value>direct</value></item>
      </select1>
      <input ref="/award/tender/why_direct" appearance="multiline"><label ref="jr:itext('why_direct')"/><hint ref="jr:itext('why-hint')"/></input>
      <input ref="/award/tender/published"><label ref="jr:itext('published')"/></input>
      <input ref="/award/tender/closed"><label ref="jr:itext('closed')"/><hint ref="jr:itext('closed-hint')"/></input>
    </group>
    <group ref="/award/offer">
      <label ref="jr:itext('offer')"/>
      <repeat nodeset="/award/offer">
        <input ref="/award/offer/bidder"><label ref="jr:itext('bidder')"/></input>
        <input ref="/award/offer/bidder_id"><label ref="jr:itext('bidder_id')"/></input>
        <input ref="/award/offer/amount"><label ref="jr:itext('amount')"/></input>
        <select1 ref="/award/offer/admitted">
          <label ref="jr:itext('admitted')"/>
          <item><label ref="jr:itext('yes')"/><value>yes</value></item>
          <item><label ref="jr:itext('no')"/><value>no</value></item>
        </select1>
        <input ref="/award/offer/why_not" appearance="multiline"><label ref="jr:itext('why_not')"/></input>
      </repeat>
    </group>
    <group ref="/award/award">
      <label ref="jr:itext('award')"/>
      <input ref="/award/award/summary"><label ref="jr:itext('offers')"/></input>
      <input ref="/award/award/date"><label ref="jr:itext('date')"/></input>
      <input ref="/award/award/supplier"><label ref="jr:itext('supplier')"/></input>
      <input ref="/award/award/value"><label ref="jr:itext('value')"/></input>
      <select1 ref="/award/award/currency" appearance="minimal">
        <label ref="jr:itext('currency')"/>
        <itemset nodeset="instance('currencies')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset>
      </select1>
      <input ref="/award/award/not_lowest" appearance="multiline"><label ref="jr:itext('not_lowest')"/></input>
      <select ref="/award/award/criteria">
        <label ref="jr:itext('criteria')"/>
        <item><label ref="jr:itext('criteria-price')"/><value>price</value></item>
        <item><label ref="jr:itext('criteria-quality')"/><value>quality</value></item>
        <item><label ref="jr:itext('criteria-time')"/><value>time</value></item>
        <item><label ref="jr:itext('criteria-life')"/><value>life</value></item>
        <item><label ref="jr:itext('criteria-local')"/><value>local</value></item>
      </select>
    </group>
    <group ref="/award/term">
      <label ref="jr:itext('term')"/>
      <input ref="/award/term/starts"><label ref="jr:itext('starts')"/></input>
      <input ref="/award/term/ends"><label ref="jr:itext('ends')"/></input>
      <input ref="/award/term/days"><label ref="jr:itext('days')"/></input>
      <group ref="/award/term/line">
        <label ref="jr:itext('line')"/>
        <repeat nodeset="/award/term/line">
          <input ref="/award/term/line/item"><label ref="jr:itext('item')"/></input>
          <input ref="/award/term/line/quantity"><label ref="jr:itext('quantity')"/></input>
          <input ref="/award/term/line/price"><label ref="jr:itext('price')"/></input>
          <input ref="/award/term/line/sum"><label ref="jr:itext('sum')"/></input>
        </repeat>
      </group>
      <input ref="/award/term/total_note"><label ref="jr:itext('total')"/></input>
      <input ref="/award/term/differs"><label ref="jr:itext('differs')"/></input>
      <upload ref="/award/term/page" mediatype="image/*"><label ref="jr:itext('page')"/></upload>
    </group>
    <input ref="/award/committee" appearance="multiline"><label ref="jr:itext('committee')"/><hint ref="jr:itext('committee-hint')"/></input>
    <trigger ref="/award/conflict"><label ref="jr:itext('conflict')"/></trigger>
  </h:body>
</h:html>
`
