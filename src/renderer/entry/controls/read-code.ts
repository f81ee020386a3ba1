/** The code in a picture: by the browser where it reads barcodes (macOS, Android), else QR codes by a small library. */
import { showable } from '../file-kind.ts'

interface Detector {
  detect(image: ImageBitmap): Promise<readonly { readonly rawValue: string }[]>
}

/** Pictures are read at most this wide (px): a phone's 50 megapixels hold nothing more. */
const WIDEST = 1600

export async function codeIn(file: Blob): Promise<string | undefined> {
  const shown = await showable(file)
  if (shown?.kind !== 'image') return undefined
  return codeInImage(await createImageBitmap(shown.blob))
}

/** Throws when there is none. */
export async function codeInImage(image: ImageBitmap): Promise<string | undefined> {
  const own = await byBrowser(image)
  if (own !== undefined) return own
  const scale = Math.min(1, WIDEST / image.width)
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)))
  const pen = canvas.getContext('2d')
  if (!pen) return undefined
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height)
  const { decodeQR } = await import('qr/decode.js')
  return decodeQR({ data, width, height })
}

async function byBrowser(image: ImageBitmap): Promise<string | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: new () => Detector }
  if (!BarcodeDetector) return undefined
  try {
    return (await new BarcodeDetector().detect(image))[0]?.rawValue
  } catch {
    return undefined
  }
}
