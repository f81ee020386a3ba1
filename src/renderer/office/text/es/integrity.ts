import type { integrity as en } from '../en/integrity.ts'

/** Dónde está lo que se halló, y lo que lo rodea; el resto de la página: todavía en inglés. */
export const integrity = {
  findings: 'Hallazgos',
  findingOpen: 'abierto',
  findingDecided: 'decidido',
  block: 'Bloque {{height, number}} de {{desk, name}}',
  chainOf: 'La cadena de {{desk, name}}',
  theRegistry: 'El registro',
  registryBlock: 'Bloque {{height, number}} del registro',
  table: 'La tabla «{{table}}»',
  unnamed: 'el puesto con la cadena {{key}}…',
  thisDesk: 'La base de datos de este puesto',
  holds: 'Contiene el expediente {{ref}}.',
  openRecord: 'Abrir {{ref}}',
  openUnnamed: 'Abrir el expediente',
  evidence: 'Guardar la prueba',
  detail: 'Lo que vio la comprobación',
  otherwise: '{{place}}: no superó una comprobación ({{code}}).'
} as const satisfies Partial<Record<keyof typeof en, unknown>>
