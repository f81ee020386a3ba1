/** Identity check at a counter, shipped with the program: how somebody showed who they are, and no more than is needed for that. An XLSForm in English and Spanish. */
import { sheetTexts } from '../xlsform/sheet-text.ts'

const survey = `
type | name | label::English (en) | label::Español (es) | hint::English (en) | hint::Español (es) | required | relevant | constraint | constraint_message::English (en) | constraint_message::Español (es) | calculation | default | appearance | parameters
start | start
today | today

begin_group | visit | The visit | La visita
text | counter | Counter | Ventanilla | | | yes
select_one purposes | purpose | What is the person here for? | ¿A qué viene la persona? | | | yes
text | purpose_other | For what? | ¿Para qué? | | | yes | \${purpose} = 'other'
select_one capacities | capacity | Whom does the person act for? | ¿En nombre de quién actúa la persona? | | | yes
select_one yes_no | interpreter | Is an interpreter there? | ¿Hay un intérprete? | | | | | | | | | no
text | language | Language of the conversation | Idioma de la conversación | | | yes | \${interpreter} = 'yes'
acknowledge | told | The person was told what is kept of this check, why, and for how long. | Se informó a la persona de qué se conserva de esta comprobación, por qué y durante cuánto tiempo. | | | yes
end_group

begin_group | person | The person | La persona
text | family_name | Family name | Apellidos | As on the document | Tal como figuran en el documento | yes
text | given_names | Given names | Nombres | As on the document; empty if there are none | Tal como figuran en el documento; vacío si no los hay
date | born | Born on | Fecha de nacimiento | | | yes | | . <= today() and . > date('1900-01-01') | Not in the future, and not before 1900. | No en el futuro, ni antes de 1900.
calculate | age | | | | | | | | | | if(\${born} != '', number(format-date(\${today}, '%Y')) - number(format-date(\${born}, '%Y')) - number(number(format-date(\${today}, '%m%d')) < number(format-date(\${born}, '%m%d'))), '')
note | minor | \${age} years old: a parent or guardian must be there. | \${age} años: debe estar presente su padre, madre o tutor. | | | | \${age} != '' and \${age} < 18
text | guardian | Name of the parent or guardian | Nombre del padre, madre o tutor | | | yes | \${age} != '' and \${age} < 18
end_group

begin_group | represented | The person represented | La persona representada | | | | \${capacity} != 'self'
text | name | Name | Nombre | | | yes
select_one mandates | mandate | What shows that they may act? | ¿Qué acredita que puede actuar? | | | yes
date | mandate_until | Good until | Válido hasta | Empty if it does not end | Vacío si no caduca | | | . >= today() | It has run out: no action for another person. | Ha caducado: no puede actuar por otra persona.
end_group

begin_group | document | The document | El documento
select_one documents | kind | Which document was shown? | ¿Qué documento se mostró? | | | yes
text | which | Which? | ¿Cuál? | | | yes | \${kind} = 'other'
text | issuer | Issued by | Expedido por | Country or authority | País o autoridad | yes | \${kind} != 'none'
text | last_signs | Last four signs of its number | Últimos cuatro caracteres de su número | Never the whole number | Nunca el número completo | yes | \${kind} != 'none' | regex(., '^[0-9A-Za-z]{4}$') | Four letters or digits. | Cuatro letras o cifras.
date | expires | Good until | Válido hasta | Empty if it does not run out | Vacío si no caduca | | \${kind} != 'none'
note | expired | This document has run out. | Este documento ha caducado. | | | | \${expires} != '' and \${expires} < \${today}
end_group

begin_group | checks | What was checked | Lo que se comprobó | | | | \${kind} != 'none'
select_one results | photo | The photograph shows this person | La fotografía muestra a esta persona | | | yes
select_one results | features | Security features are there | Los elementos de seguridad están presentes | Watermark, print, chip, as the document should have | Marca de agua, impresión, chip, los que correspondan | yes
select_one results | intact | Nothing was altered | Nada ha sido alterado | | | yes
select_one results | data | Name and birth agree with the records | El nombre y el nacimiento coinciden con los registros | | | yes
calculate | failed | | | | | | | | | | number(\${photo} = 'no') + number(\${features} = 'no') + number(\${intact} = 'no') + number(\${data} = 'no')
calculate | open | | | | | | | | | | number(\${photo} = 'unclear') + number(\${features} = 'unclear') + number(\${intact} = 'unclear') + number(\${data} = 'unclear')
text | remarks | What did not agree? | ¿Qué no coincidió? | | | yes | \${failed} > 0 or \${open} > 0 | | | | | | multiline
end_group

begin_group | other_ways | Another way | Otra vía | | | | \${kind} = 'none'
select_multiple ways | ways | How did the person show who they are? | ¿Cómo acreditó la persona quién es? | | | yes
text | known_by | Who knows the person? | ¿Quién conoce a la persona? | Name and office | Nombre y cargo | yes | selected(\${ways}, 'known')
text | account | What was said and seen | Lo que se dijo y se vio | | | yes | | string-length(.) >= 20 | At least a sentence of 20 characters. | Al menos una frase de 20 caracteres. | | | multiline
end_group

begin_group | outcome | Outcome | Resultado
note | careful | Not everything agrees: the identity is not established by this document alone. | No todo coincide: la identidad no queda acreditada solo con este documento. | | | | \${failed} > 0 or (\${expires} != '' and \${expires} < \${today})
select_one outcomes | result | Is the identity established? | ¿Queda acreditada la identidad? | | | yes | | not(. = 'yes' and \${failed} > 0) | Something was found not to agree: choose "no" or "a supervisor decides". | Algo no coincide: elija «no» o «decide un supervisor».
text | supervisor | Which supervisor decides? | ¿Qué supervisor decide? | Name and office | Nombre y cargo | yes | \${result} = 'supervisor'
text | refused | What was the person told? | ¿Qué se comunicó a la persona? | Reason, and what they can do next | Motivo, y qué puede hacer a continuación | yes | \${result} = 'no' | | | | | | multiline
select_multiple needs | needs | What did the person need? | ¿Qué necesitó la persona? | Empty if nothing | Vacío si nada
text | checked_by | Checked by | Comprobado por | Name and office | Nombre y cargo | yes
end_group
`

const choices = `
list_name | name | label::English (en) | label::Español (es)
yes_no | yes | Yes | Sí
yes_no | no | No | No
purposes | benefit | A benefit or service | Una prestación o servicio
purposes | registration | Registration | Inscripción
purposes | licence | Licence or permit | Licencia o permiso
purposes | collection | Collecting a document | Recoger un documento
purposes | information | Information about themselves | Información sobre sí misma
purposes | other | Something else | Otra cosa
capacities | self | Themselves | Sí misma
capacities | child | A child of theirs | Un hijo o una hija
capacities | other | Another person | Otra persona
capacities | company | A company or association | Una empresa o asociación
mandates | birth | Birth certificate | Partida de nacimiento
mandates | power | Power of attorney | Poder
mandates | court | Court decision | Resolución judicial
mandates | register | Extract of a register | Extracto de un registro
documents | national | National identity card | Documento nacional de identidad
documents | passport | Passport | Pasaporte
documents | driving | Driving licence | Permiso de conducir
documents | residence | Residence permit | Permiso de residencia
documents | tribal | Tribal identification | Identificación tribal
documents | refugee | Refugee or travel document | Documento de refugiado o de viaje
documents | other | Another document | Otro documento
documents | none | None | Ninguno
results | yes | Yes | Sí
results | no | No | No
results | unclear | Can not be told | No se puede determinar
ways | known | Somebody of the office knows the person | Alguien de la oficina conoce a la persona
ways | questions | Questions that only they can answer | Preguntas que solo ella puede responder
ways | papers | Several papers that agree | Varios papeles que coinciden
ways | witness | A witness who showed a document | Un testigo que mostró un documento
outcomes | yes | Yes | Sí
outcomes | no | No | No
outcomes | supervisor | A supervisor decides | Decide un supervisor
needs | large | Large print | Letra grande
needs | read | Reading aloud | Lectura en voz alta
needs | sign | Sign language | Lengua de señas
needs | seat | A seat, or step-free access | Asiento o acceso sin escalones
needs | private | A private room | Una sala privada
`

const settings = `
form_title | form_id | version | default_language | instance_name
Identity check at a counter | identity-check | 1 | English (en) | concat(\${family_name}, ' / ', \${today})
`

export const identityCheck = sheetTexts({ survey, choices, settings })
