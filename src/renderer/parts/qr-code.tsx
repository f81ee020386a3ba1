import encodeQR from 'qr'
import { useMemo } from 'react'

/** Path of the dark modules, one unit each; undefined when the text is longer than a QR code holds. */
function modulesOf(text: string): { path: string; size: number } | undefined {
  let rows: boolean[][]
  try {
    rows = encodeQR(text, 'raw', { ecc: 'low', border: 3 })
  } catch {
    return undefined
  }
  let path = ''
  rows.forEach((row, y) => row.forEach((dark, x) => (path += dark ? `M${x} ${y}h1v1h-1z` : '')))
  return { path, size: rows.length }
}

/** Always dark on white: readers need it so, also in the dark appearance. */
export function QrCode({ text, label, otherwise }: { text: string; label: string; otherwise?: string }) {
  const drawn = useMemo(() => modulesOf(text), [text])
  if (!drawn) return otherwise === undefined ? null : <p className="quiet">{otherwise}</p>
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${drawn.size} ${drawn.size}`} shapeRendering="crispEdges">
      <rect width={drawn.size} height={drawn.size} fill="#fff" />
      <path d={drawn.path} fill="#000" />
    </svg>
  )
}
