/** Contract amendment, shipped with the program: what changes in a contract, why, and who agreed. An XLSForm in English and Spanish; fields after OCDS 1.1 amendments. */
import { sheetTexts } from '../xlsform/sheet-text.ts'

const survey = `
type | name | label::English (en) | label::Español (es) | hint::English (en) | hint::Español (es) | required | relevant | constraint | constraint_message::English (en) | constraint_message::Español (es) | calculation | default | appearance | parameters
start | start

begin_group | contract | The contract | El contrato
text | reference | Reference of the contract | Referencia del contrato | As it stands on the contract | Tal como figura en el contrato | yes
text | title | What was bought | Qué se contrató | | | yes
text | supplier | Supplier | Proveedor | | | yes
date | signed | Contract signed on | Contrato firmado el | | | yes | | . <= today() | Not in the future. | No en el futuro.
decimal | value | Value until now | Valor hasta ahora | With all earlier amendments | Con todas las modificaciones anteriores | yes | | . > 0 and . = round(., 2) | More than 0, at most two decimals. | Más de 0, con dos decimales como máximo.
select_one currencies | currency | Currency | Moneda | | | yes | | | | | | USD
date | ends | Ends on, until now | Termina el, hasta ahora | | | yes | | . >= \${signed} | It can not end before it was signed. | No puede terminar antes de firmarse.
end_group

begin_group | amendment | The amendment | La modificación
integer | number | Which amendment of this contract is it? | ¿Qué modificación de este contrato es? | 1 for the first | 1 para la primera | yes | | . >= 1 and . <= 200 | A number from 1 to 200. | Un número de 1 a 200.
date | date | Agreed on | Acordada el | | | yes | | . <= today() and (\${signed} = '' or . >= \${signed}) | Not in the future, and not before the contract was signed. | No en el futuro, ni antes de la firma del contrato.
select_multiple changes | changes | What changes? | ¿Qué cambia? | | | yes
select_one reasons | reason | Why? | ¿Por qué? | | | yes
text | explained | Explain it | Explíquelo | So that someone who was not there understands it | De modo que lo entienda quien no estuvo presente | yes | | string-length(.) >= 20 | At least a sentence of 20 characters. | Al menos una frase de 20 caracteres. | | | multiline
text | rule | Rule or clause that allows it | Norma o cláusula que lo permite | | | yes
end_group

begin_group | new_value | The value | El valor | | | | selected(\${changes}, 'value')
decimal | amount | New value of the whole contract | Nuevo valor del contrato completo | | | yes | | . >= 0 and . = round(., 2) and (\${value} = '' or . != \${value}) | An amount with at most two decimals, other than before. | Un importe con dos decimales como máximo, distinto del anterior.
calculate | change | | | | | | | | | | if(\${amount} != '' and \${value} != '', round(\${amount} - \${value}, 2), '')
calculate | percent | | | | | | | | | | if(\${change} != '' and \${value} > 0, round(\${change} div \${value} * 100, 1), '')
note | change_note | Change: \${change} (\${percent} %) | Cambio: \${change} (\${percent} %) | | | | \${change} != ''
text | approved_by | Who approved a change of more than a tenth? | ¿Quién aprobó un cambio de más de la décima parte? | Name and office | Nombre y cargo | yes | \${percent} > 10 or \${percent} < -10
end_group

begin_group | new_term | The term | El plazo | | | | selected(\${changes}, 'term')
date | new_end | New end | Nuevo término | | | yes | | (\${signed} = '' or . >= \${signed}) and (\${ends} = '' or . != \${ends}) | A day other than before, and not before the contract was signed. | Un día distinto del anterior, y no antes de la firma del contrato.
calculate | days | | | | | | | | | | if(\${new_end} != '' and \${ends} != '', round(decimal-date-time(\${new_end}) - decimal-date-time(\${ends})), '')
note | later_note | \${days} days later than before | \${days} días más tarde que antes | | | | \${days} > 0
note | sooner_note | \${days} days: sooner than before | \${days} días: antes de lo previsto | | | | \${days} < 0
end_group

begin_repeat | item | Item that changes | Artículo que cambia | | | | selected(\${changes}, 'scope')
select_one acts | act | What happens to it? | ¿Qué ocurre con él? | | | yes
text | what | Item | Artículo | | | yes
decimal | quantity | Quantity afterwards | Cantidad después | | | yes | \${act} != 'removed' | . > 0 | More than 0. | Más de 0.
text | unit | Unit | Unidad | kg, m², hours … | kg, m², horas … | | \${act} != 'removed'
end_repeat

begin_group | new_supplier | The supplier | El proveedor | | | | selected(\${changes}, 'supplier')
text | name | Name of the new supplier | Nombre del nuevo proveedor | | | yes | | \${supplier} = '' or . != \${supplier} | This is the supplier until now. | Este es el proveedor hasta ahora.
text | number_of | Registration number | Número de registro
select_one takeovers | how | How did it come about? | ¿Cómo se produjo? | | | yes
end_group

begin_group | agreed | Agreed by | Acordado por
text | buyer | For the buyer | Por el comprador | Name and office | Nombre y cargo | yes
text | for_supplier | For the supplier | Por el proveedor | Name and office | Nombre y cargo | yes | | \${buyer} = '' or . != \${buyer} | Nobody signs for both sides. | Nadie firma por ambas partes.
image | page | Picture of the signed page | Foto de la página firmada | | | | | | | | | | | max-pixels=2048
acknowledge | interest | Nobody who took part in this has an interest in the supplier. | Nadie que haya participado en esto tiene interés en el proveedor. | | | yes
end_group
`

const choices = `
list_name | name | label::English (en) | label::Español (es)
currencies | USD | US dollar | Dólar estadounidense
currencies | EUR | Euro | Euro
currencies | MXN | Mexican peso | Peso mexicano
changes | value | The value | El valor
changes | term | The term | El plazo
changes | scope | What is delivered | Lo que se entrega
changes | supplier | The supplier | El proveedor
changes | terms | Other terms | Otras condiciones
reasons | found | Something came to light that could not be foreseen | Surgió algo que no podía preverse
reasons | prices | Prices or wages changed | Cambiaron los precios o salarios
reasons | late_supplier | The supplier is late | El proveedor se retrasa
reasons | late_buyer | The buyer is late | El comprador se retrasa
reasons | need | The need changed | Cambió la necesidad
reasons | law | The law changed | Cambió la ley
reasons | error | An error is corrected | Se corrige un error
reasons | other | Another reason | Otra razón
acts | added | It is added | Se añade
acts | changed | Its quantity changes | Cambia su cantidad
acts | removed | It is left out | Se suprime
takeovers | merger | Merger or succession | Fusión o sucesión
takeovers | transfer | Transfer agreed by the buyer | Cesión aceptada por el comprador
takeovers | insolvency | Insolvency | Insolvencia
`

const settings = `
form_title | form_id | version | default_language | instance_name
Contract amendment | contract-amendment | 1 | English (en) | concat(\${reference}, ' / ', \${number})
`

export const contractAmendment = sheetTexts({ survey, choices, settings })
