/** A form about to be published, with the files that were given for it, tried in the engine. */
import { useEffect, useState } from 'react'
import { OfficeError } from '../../../shared/errors.ts'
import { withFiles } from '../../../shared/forms/form-files.ts'
import type { FormInfo } from '../../../shared/forms/form-info.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import { openForm } from '../../entry/engine.ts'

export interface Prepared {
  readonly info: FormInfo
  /** With its files. */
  readonly xml: string
  /** What the form engine refuses, in its words. */
  readonly refused: string | null
}

/** Undefined while it is being read; an Error where it is no form. */
export function usePrepared(xml: string | null, given: readonly File[]): Prepared | Error | undefined {
  const [prepared, setPrepared] = useState<{ readonly of: string | null; readonly given: readonly File[]; readonly what: Prepared | Error }>()
  useEffect(() => {
    if (xml === null) return
    let gone = false
    prepare(xml, given)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      .then(what => gone || setPrepared({ of: xml, given, what }))
      .catch(() => undefined)
    return () => {
      gone = true
    }
  }, [xml, given])
  return prepared?.of === xml && prepared.given === given ? prepared.what : undefined
}

async function prepare(xml: string, given: readonly File[]): Promise<Prepared> {
  const wanted = new Set(readForm(xml).media)
  const files = await Promise.all(
    given.filter(file => wanted.has(file.name)).map(async file => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }))
  )
  const whole = files.length === 0 ? xml : withFiles(xml, files)
  const info = readForm(whole)
  const refused = await openForm(whole, null, () => undefined).then(
    () => null,
    (error: unknown) => detailOf(error)
  )
  return { info, xml: whole, refused }
}

const detailOf = (error: unknown): string =>
  error instanceof OfficeError && typeof error.detail['detail'] === 'string' ? error.detail['detail'] : String(error)
