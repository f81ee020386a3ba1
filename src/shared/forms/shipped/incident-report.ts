/** Incident report, shipped with the program: what happened, to whom, what was done at once and what is still to be done. An XLSForm in English and Spanish. */
import { sheetTexts } from '../xlsform/sheet-text.ts'

const survey = `
type | name | label::English (en) | label::Español (es) | hint::English (en) | hint::Español (es) | required | relevant | constraint | constraint_message::English (en) | constraint_message::Español (es) | calculation | default | appearance | parameters
start | start

begin_group | event | What happened | Qué ocurrió
select_multiple kinds | kinds | Kind of incident | Tipo de incidente | | | yes
dateTime | at | When? | ¿Cuándo? | As exactly as it is known | Con la mayor exactitud posible | yes | | decimal-date-time(.) <= decimal-date-time(now()) | Not in the future. | No en el futuro.
dateTime | noticed | When was it noticed? | ¿Cuándo se advirtió? | If later | Si fue después | | | decimal-date-time(.) <= decimal-date-time(now()) and (\${at} = '' or decimal-date-time(.) >= decimal-date-time(\${at})) | Not in the future, and not before it happened. | No en el futuro, ni antes de que ocurriera.
text | where | Where? | ¿Dónde? | Place, building, room | Lugar, edificio, sala | yes
geopoint | place | Position | Posición
text | account | What happened, in the order in which it happened | Qué ocurrió, en el orden en que ocurrió | What was seen and heard; not who is to blame | Lo que se vio y oyó; no de quién es la culpa | yes | | string-length(.) >= 30 | At least a sentence of 30 characters. | Al menos una frase de 30 caracteres. | | | multiline
select_one severities | severity | How grave was it? | ¿Qué gravedad tuvo? | | | yes
select_one yes_no | going_on | Is there still danger? | ¿Sigue habiendo peligro? | | | yes
note | call | See to safety first: call for help, then go on with this report. | Atienda primero la seguridad: pida ayuda y continúe después con este informe. | | | | \${going_on} = 'yes'
end_group

begin_repeat | person | Person concerned | Persona afectada | | | | selected(\${kinds}, 'injury') or selected(\${kinds}, 'threat') or selected(\${kinds}, 'near_miss')
text | name | Name | Nombre | Or "unknown" | O «desconocido» | yes
select_one roles | role | Who is it? | ¿Quién es? | | | yes
select_one harms | harm | Harm | Daño | | | yes
text | injury | Which injury? | ¿Qué lesión? | | | yes | \${harm} != 'none' and \${harm} != 'unknown'
select_one cares | care | Care | Atención | | | yes | \${harm} != 'none'
end_repeat

begin_group | damage | Damage and loss | Daños y pérdidas | | | | selected(\${kinds}, 'damage') or selected(\${kinds}, 'theft') or selected(\${kinds}, 'environment')
text | things | What was damaged, lost or spilled? | ¿Qué se dañó, se perdió o se vertió? | | | yes | | | | | | | multiline
decimal | estimate | Estimated value | Valor estimado | Empty if it can not be told | Vacío si no puede estimarse | | | . >= 0 and . = round(., 2) | 0 or more, at most two decimals. | 0 o más, con dos decimales como máximo.
select_one currencies | currency | Currency | Moneda | | | yes | \${estimate} != '' | | | | | USD
select_one yes_no | insured | Was the insurer told? | ¿Se avisó a la aseguradora?
end_group

begin_group | data | Data | Datos | | | | selected(\${kinds}, 'data')
select_multiple data_kinds | affected | Which data are concerned? | ¿Qué datos están afectados? | | | yes
integer | people | Of about how many people? | ¿De cuántas personas, aproximadamente? | | | | | . >= 0 | 0 or more. | 0 o más.
select_multiple data_events | happened | What happened to them? | ¿Qué les ocurrió? | | | yes
select_one yes_no | contained | Is it stopped? | ¿Se ha detenido? | | | yes
select_one yes_no | officer | Was the data protection officer told? | ¿Se avisó al delegado de protección de datos? | | | yes
note | clock | Many laws count the time to report from the moment it was noticed. | Muchas leyes cuentan el plazo de notificación desde el momento en que se advirtió. | | | | \${officer} = 'no'
end_group

begin_group | response | What was done at once | Lo que se hizo de inmediato
text | actions | Actions, by whom, when | Medidas, quién y cuándo | | | yes | | | | | | | multiline
select_multiple services | called | Who was called? | ¿A quién se llamó? | Empty if nobody | Vacío si a nadie
text | case_number | Case number they gave | Número de expediente que dieron | | | | \${called} != ''
end_group

begin_repeat | witness | Witness | Testigo
text | name_of | Name | Nombre | | | yes
text | contact | How can they be reached? | ¿Cómo se le puede localizar? | | | yes
text | statement | What they say | Lo que dice | In their own words | Con sus propias palabras | | | | | | | | multiline
end_repeat

begin_repeat | picture | Picture | Foto
image | image | Picture | Foto | Of the place, not of the injured | Del lugar, no de los heridos | | | | | | | | | max-pixels=2048
text | shows | What does it show? | ¿Qué muestra? | | | yes
end_repeat

begin_group | causes | Why it could happen | Por qué pudo ocurrir
select_multiple factors | factors | What contributed? | ¿Qué contribuyó? | As far as it is known now | Hasta donde se sabe ahora
text | lessons | What would keep it from happening again? | ¿Qué evitaría que se repitiera? | | | | | | | | | | multiline
end_group

begin_repeat | task | Still to be done | Pendiente
text | what | What? | ¿Qué? | | | yes
text | who | By whom? | ¿Por quién? | | | yes
date | until | Until when? | ¿Hasta cuándo? | | | yes | | . >= today() | Not in the past. | No en el pasado.
end_repeat

begin_group | report | The report | El informe
text | reporter | Reported by | Informa | Name and office | Nombre y cargo | yes
select_one yes_no | was_there | Were you there? | ¿Estuvo presente? | | | yes
text | source | From whom do you know it? | ¿Por quién lo sabe? | | | yes | \${was_there} = 'no'
text | told | Which supervisor was told, and when? | ¿A qué supervisor se avisó y cuándo? | | | yes | \${severity} = 'serious' or \${severity} = 'grave'
end_group
`

const choices = `
list_name | name | label::English (en) | label::Español (es)
yes_no | yes | Yes | Sí
yes_no | no | No | No
kinds | injury | Injury or illness | Lesión o enfermedad
kinds | damage | Damage to property | Daño material
kinds | theft | Theft or loss | Robo o pérdida
kinds | threat | Threat or violence | Amenaza o violencia
kinds | data | Data seen, lost or changed by the wrong people | Datos vistos, perdidos o alterados por quien no debía
kinds | environment | Harm to the environment | Daño al medio ambiente
kinds | near_miss | Near miss: it could have been worse | Cuasi accidente: pudo ser peor
kinds | other | Something else | Otra cosa
severities | minor | Minor: no help was needed | Leve: no hizo falta ayuda
severities | moderate | Moderate: help or repair was needed | Moderada: hizo falta ayuda o reparación
severities | serious | Serious: lasting harm or a long stop | Grave: daño duradero o parada larga
severities | grave | Very grave: life in danger or lost | Muy grave: vida en peligro o perdida
roles | staff | Staff | Personal
roles | contractor | Contractor | Contratista
roles | visitor | Visitor | Visitante
roles | public | Member of the public | Público
harms | none | None | Ninguno
harms | light | Light | Leve
harms | severe | Severe | Grave
harms | dead | Died | Fallecimiento
harms | unknown | Not known | Se desconoce
cares | refused | Refused | Rechazada
cares | first_aid | First aid | Primeros auxilios
cares | doctor | Doctor | Médico
cares | hospital | Hospital | Hospital
cares | not_needed | Not needed | No hizo falta
currencies | USD | US dollar | Dólar estadounidense
currencies | EUR | Euro | Euro
currencies | MXN | Mexican peso | Peso mexicano
data_kinds | names | Names and addresses | Nombres y direcciones
data_kinds | identity | Identity documents | Documentos de identidad
data_kinds | health | Health | Salud
data_kinds | money | Accounts and payments | Cuentas y pagos
data_kinds | staff | Staff files | Expedientes del personal
data_kinds | other | Other | Otros
data_events | seen | Seen by someone who may not | Vistos por quien no debía
data_events | lost | Lost or destroyed | Perdidos o destruidos
data_events | changed | Changed | Alterados
data_events | sent | Sent to the wrong place | Enviados a donde no debían
services | police | Police | Policía
services | fire | Fire service | Bomberos
services | ambulance | Ambulance | Ambulancia
services | repair | Repair service | Servicio de reparación
services | other | Others | Otros
factors | weather | Weather | Tiempo atmosférico
factors | equipment | Equipment | Equipo
factors | training | Training | Formación
factors | haste | Too little time or staff | Falta de tiempo o de personal
factors | rules | Rules missing or not followed | Normas inexistentes o no seguidas
factors | people | Somebody meant it | Alguien lo hizo a propósito
factors | unknown | Not known yet | Aún no se sabe
`

const settings = `
form_title | form_id | version | default_language | instance_name
Incident report | incident-report | 1 | English (en) | concat(\${where}, ' / ', format-date-time(\${at}, '%Y-%m-%d %H:%M'))
`

export const incidentReport = sheetTexts({ survey, choices, settings })
