import { expect, it } from 'vitest'
import { native } from '../../../src/main/keys/native.ts'
import { toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { packageHash } from '../../../src/shared/record/package.ts'

it('a form package is known by its tag and its text as it was published, to the character', () => {
  const xml = '<h:html>\n<h:title>Pozo nº 7</h:title>\n</h:html>'
  const hash = toBase64url(native.sha256(utf8('muniment/package/v1\n'), utf8(xml)))
  for (const h of [native, noble]) expect(packageHash(h, xml)).toBe(hash)
  for (const other of [`${xml}\n`, `\ufeff${xml}`, xml.replaceAll('\n', '\r\n'), xml.normalize('NFD')])
    expect(packageHash(native, other) === hash).toBe(other === xml)
})
