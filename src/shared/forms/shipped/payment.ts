/** Payment, shipped with the program: what was paid under a contract, for which invoices, and who let it pass. An XLSForm in English and Spanish; fields after OCDS 1.1 transactions. */
import { sheetTexts } from '../xlsform/sheet-text.ts'

const survey = `
type | name | label::English (en) | label::Español (es) | hint::English (en) | hint::Español (es) | required | relevant | constraint | constraint_message::English (en) | constraint_message::Español (es) | calculation | default | appearance | parameters
start | start

begin_group | due | What is paid for | Qué se paga
text | contract | Reference of the contract | Referencia del contrato | As it stands on the contract | Tal como figura en el contrato | yes
select_one kinds | kind | Kind of payment | Tipo de pago | | | yes
text | milestone | Which milestone was reached? | ¿Qué hito se alcanzó? | | | yes | \${kind} = 'milestone'
text | payee | Paid to | Pagado a | Name as on the invoice | Nombre que figura en la factura | yes
text | payee_id | Registration number of the payee | Número de registro del beneficiario
select_one currencies | currency | Currency | Moneda | | | yes | | | | | | USD
end_group

begin_repeat | invoice | Invoice | Factura
text | number | Number of the invoice | Número de la factura | | | yes
date | dated | Dated | Fechada el | | | yes | | . <= today() | Not in the future. | No en el futuro.
decimal | amount | Amount without tax | Importe sin impuestos | | | yes | | . > 0 and . = round(., 2) | More than 0, at most two decimals. | Más de 0, con dos decimales como máximo.
decimal | tax | Tax | Impuestos | | | yes | | . >= 0 and . = round(., 2) | 0 or more, at most two decimals. | 0 o más, con dos decimales como máximo. | | 0
image | picture | Picture of the invoice | Foto de la factura | | | | | | | | | | | max-pixels=2048
end_repeat

begin_group | sums | The sum | La suma
calculate | invoiced | | | | | | | | | | round(sum(\${amount}[. != '']) + sum(\${tax}[. != '']), 2)
calculate | invoices | | | | | | | | | | count(\${invoice})
note | invoiced_note | Invoices: \${invoices}, together \${invoiced} | Facturas: \${invoices}, en total \${invoiced} | | | | \${invoices} > 0
decimal | withheld | Withheld | Retenido | 0 if nothing is | 0 si no se retiene nada | yes | | . >= 0 and . = round(., 2) and . <= \${invoiced} | From 0 to the sum of the invoices, at most two decimals. | De 0 a la suma de las facturas, con dos decimales como máximo. | | 0
text | withheld_why | Why is it withheld? | ¿Por qué se retiene? | | | yes | \${withheld} > 0
calculate | payable | | | | | | | | | | if(\${withheld} != '', round(\${invoiced} - \${withheld}, 2), \${invoiced})
note | payable_note | To be paid: \${payable} | A pagar: \${payable} | | | | \${invoices} > 0
end_group

begin_group | received | What was received | Lo recibido | | | | \${kind} != 'advance'
select_one received | complete | Has what is paid for been received? | ¿Se ha recibido lo que se paga? | | | yes
text | missing | What is missing, and why is it paid all the same? | ¿Qué falta y por qué se paga de todos modos? | | | yes | \${complete} = 'partly' or \${complete} = 'no' | | | | | | multiline
text | confirmed_by | Who saw it and confirms it? | ¿Quién lo vio y lo confirma? | Name and office | Nombre y cargo | yes
end_group

begin_group | payment | The payment | El pago
date | paid | Paid on | Pagado el | | | yes | | . <= today() | Not in the future. | No en el futuro.
decimal | value | Amount paid | Importe pagado | | | yes | | . > 0 and . = round(., 2) | More than 0, at most two decimals. | Más de 0, con dos decimales como máximo.
text | differs | This is not the sum to be paid. Why? | No coincide con la suma a pagar. ¿Por qué? | | | yes | \${value} != '' and \${invoices} > 0 and \${value} != \${payable}
select_one methods | method | How? | ¿Cómo? | | | yes
text | account | Last four signs of the account | Últimos cuatro caracteres de la cuenta | Never the whole number | Nunca el número completo | yes | \${method} = 'transfer' | regex(., '^[0-9A-Za-z]{4}$') | Four letters or digits. | Cuatro letras o cifras.
text | document | Number of the transfer, cheque or receipt | Número de la transferencia, el cheque o el recibo | | | yes
text | taken_by | Who took the cash? | ¿Quién recibió el efectivo? | Name as on their document | Nombre que figura en su documento | yes | \${method} = 'cash'
image | receipt | Picture of the signed receipt | Foto del recibo firmado | | | yes | \${method} = 'cash' | | | | | | | max-pixels=2048
end_group

begin_group | passed | Let pass by | Autorizado por
text | checked_by | Who checked the invoices? | ¿Quién revisó las facturas? | Name and office | Nombre y cargo | yes | | \${payee} = '' or . != \${payee} | The payee can not check. | El beneficiario no puede revisar.
text | approved_by | Who approved the payment? | ¿Quién aprobó el pago? | Name and office, not who checked | Nombre y cargo, no quien revisó | yes | | (\${checked_by} = '' or . != \${checked_by}) and (\${payee} = '' or . != \${payee}) | Someone other than who checked, and not the payee. | Otra persona que quien revisó, y no el beneficiario.
acknowledge | once | None of these invoices was paid before. | Ninguna de estas facturas se pagó antes. | | | yes
end_group
`

const choices = `
list_name | name | label::English (en) | label::Español (es)
kinds | advance | Advance | Anticipo
kinds | milestone | For a milestone | Por un hito
kinds | regular | Regular, for a period | Periódico, por un plazo
kinds | delivery | On delivery | A la entrega
kinds | final | Final | Final
kinds | retention | Release of what was withheld | Devolución de lo retenido
currencies | USD | US dollar | Dólar estadounidense
currencies | EUR | Euro | Euro
currencies | MXN | Mexican peso | Peso mexicano
received | yes | Yes, all of it | Sí, todo
received | partly | In part | En parte
received | no | No | No
methods | transfer | Bank transfer | Transferencia bancaria
methods | cheque | Cheque | Cheque
methods | cash | Cash | Efectivo
methods | other | In another way | De otra forma
`

const settings = `
form_title | form_id | version | default_language | instance_name
Payment | payment | 1 | English (en) | concat(\${contract}, ' / ', \${paid})
`

export const payment = sheetTexts({ survey, choices, settings })
