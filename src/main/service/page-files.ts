/**
 * What every shell serves beside the door, and under which headers: the built page from one folder, and downloads. The
 * desk server and Electron's own scheme answer with the same bytes and the same policy, so a page that works in one works
 * in the other, and a hole closed in one is closed in both.
 */
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Download } from './door.ts'

/**
 * No inline, no eval; `wasm-unsafe-eval` and `data:` under connect-src are what the form engine needs (stack.md, Forms).
 * Sounds and films play from memory only: nothing is fetched for them.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  "font-src 'self'",
  "connect-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'"
].join('; ')

/** A download is data: whatever it holds, it runs nothing and asks for nothing. */
export const downloadPolicy = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"

const refusedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb'
]

/** In a browser the page may ask its person for the camera, to read an invitation's code; the desktop app grants no device at all. */
export const pagePermissions = refusedFeatures.map(name => `${name}=${name === 'camera' ? '(self)' : '()'}`).join(', ')

/** On every answer of every shell, whatever its status. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': refusedFeatures.map(name => `${name}=()`).join(', ')
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
  woff: 'font/woff',
  ttf: 'font/ttf',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon'
}

/** No percent sign, no backslash, no empty segment, and no segment that begins with a dot, so neither `..` nor dotfiles. */
const PLAIN = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/

/** The file below the page folder that a raw (undecoded) URL path names; undefined for whatever is not plainly one. */
export function pagePath(pathname: string): string | undefined {
  if (pathname === '/') return 'index.html'
  if (pathname.length > 200 || !PLAIN.test(pathname)) return undefined
  const extension = /\.([a-z0-9]+)$/.exec(pathname)?.[1]
  return extension !== undefined && Object.hasOwn(types, extension) ? pathname.slice(1) : undefined
}

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** Undefined when there is no such file, or a link leads out of the folder. Names under `assets/` carry their hash. */
export async function readPage(folder: string, relative: string): Promise<PageFile | undefined> {
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, relative))
    if (!path.startsWith(root + sep)) return undefined
    const bytes = new Uint8Array(await readFile(path))
    const type = types[relative.slice(relative.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
    const cache = relative.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-cache'
    return { bytes, headers: { ...guardHeaders, 'Content-Type': type, 'Cache-Control': cache } }
  } catch {
    return undefined
  }
}

/** The forms of a name under `/file/`: see `Door.getFile`. Undefined for anything else. */
export function filePath(pathname: string): string | undefined {
  const path = pathname.startsWith('/file/') ? pathname.slice('/file/'.length) : ''
  return path.length <= 300 && /^(?:attachment|staged|download)(?:\/[A-Za-z0-9_-]+)+$/.test(path) ? path : undefined
}

/** Only these are shown in a page; all else is saved by the person before anything opens it (T19: no SVG, no HTML, no PDF). */
const rasters = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

export function downloadHeaders(download: Pick<Download, 'type' | 'name'>): Record<string, string> {
  const raster = rasters.has(download.type)
  return {
    ...guardHeaders,
    'Content-Security-Policy': downloadPolicy,
    'Content-Type': raster ? download.type : 'application/octet-stream',
    'Content-Disposition': `${raster ? 'inline' : 'attachment'}; filename*=UTF-8''${plainName(download.name)}`,
    'Cache-Control': 'no-store'
  }
}

/** RFC 8187 value. Path separators, control characters and direction marks do not reach the save dialog. */
function plainName(name: string): string {
  const kept = name
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 200)
    .toWellFormed()
  return encodeURIComponent(kept === '' ? 'file' : kept).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
