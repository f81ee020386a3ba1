/**
 * The sentence of each finding, from the closed table that the checker speaks by, so that page and command line say the
 * same. A translation has its own sentences under these codes.
 */
import { findings as sentences, type FindingCode } from '../../../../shared/ledger/findings.ts'

const worded = Object.entries(sentences).map(([code, sentence]) => [code, sentence.replace('{place}', '{{place}}')])

export const findings = Object.fromEntries(worded) as Record<FindingCode, string>
