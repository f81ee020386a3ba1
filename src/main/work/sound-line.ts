/** One line, checked in full by the rule that decides everywhere. */
import type { Bytes } from '../../shared/bytes.ts'
import { isRefused, open } from '../../shared/ledger/line.ts'
import { native, verify } from '../keys/native.ts'

export const isSound = (line: Bytes): boolean => !isRefused(open(line, native, verify))
