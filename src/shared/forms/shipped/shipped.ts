/** Forms that come with the program: published when a network is founded. */
import { contractAward } from './contract-award.ts'
import { siteInspection } from './site-inspection.ts'

export const shippedForms: readonly { readonly xml: string }[] = [{ xml: siteInspection }, { xml: contractAward }]
