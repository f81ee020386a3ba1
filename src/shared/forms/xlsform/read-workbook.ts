/** A workbook's file, whichever of the two formats it is in: the content decides, not the name. */
import { WORKBOOK_LIMITS, WorkbookFault, type Workbook } from './workbook.ts'
import { readXls } from './xls.ts'
import { readXlsx } from './xlsx.ts'

const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte)

/** Is it a workbook by its first bytes (a zip file or a compound file)? XForms begin otherwise. */
export const isWorkbook = (bytes: Uint8Array): boolean => begins(bytes, [0x50, 0x4b, 3, 4]) || begins(bytes, [0xd0, 0xcf, 0x11, 0xe0])

/** Throws WorkbookFault. */
export function readWorkbook(bytes: Uint8Array): Workbook {
  if (bytes.length > WORKBOOK_LIMITS.file) throw new WorkbookFault(`the file is larger than the ${WORKBOOK_LIMITS.file / 1024 / 1024} MiB that are read`)
  if (begins(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return readXls(bytes)
  if (begins(bytes, [0x50, 0x4b])) return readXlsx(bytes)
  throw new WorkbookFault('this is neither a workbook (.xlsx, .xls) nor a zip file')
}
