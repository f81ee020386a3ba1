/** Hand bytes to the person as a file of this name. */
export function saveFile(name: string, bytes: Uint8Array | string, type = 'application/octet-stream'): void {
  const part = typeof bytes === 'string' ? bytes : new Uint8Array(bytes)
  const url = URL.createObjectURL(new Blob([part], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // the browser reads the blob after this turn of the loop
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** A download of any length, by its path (`download/…`): the browser, or the app's save dialog, takes it as it comes; no page holds it. */
export function takeDownload(path: string, name: string): void {
  const link = document.createElement('a')
  link.href = `file/${path}`
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}
