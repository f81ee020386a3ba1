/** The last step of a first run, which may have been interrupted: the forms that are shipped are published. */
import { shippedForms } from '../../../shared/forms/shipped/shipped.ts'
import type { KeySigner } from '../../ledger/ledger.ts'
import type { Running } from '../context.ts'
import { publishForm } from './forms.ts'

/** At the desk that keeps the registry, by an administrator, while no form was ever published. */
export function finishFounding({ ledger }: Running, administrator: KeySigner): void {
  if (!ledger.ownRegistry || ledger.ownRegistry.trouble || ledger.store.readonly || ledger.registry.forms.length > 0) return
  for (const form of shippedForms) publishForm(ledger, administrator, form.xml, 'everyone', ledger.clock)
}
