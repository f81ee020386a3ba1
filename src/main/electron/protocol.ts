/**
 * `muniment://app/`: the one address of the window. The built page, and the bytes of files, with the very rules and headers of
 * the desk server (service/page-files.ts). The scheme is standard and secure and may be fetched; it does not bypass the CSP, has
 * no service workers and is not open to other origins.
 */
import { errors, isErrorCode, OfficeError } from '../../shared/errors.ts'
import { isStreamed } from '../service/door.ts'
import { downloadHeaders, filePath, guardHeaders, pagePath, readPage } from '../service/page-files.ts'
import type { Core } from './core-host.ts'

export const SCHEME = 'muniment'
export const HOME = `${SCHEME}://app/`

/** For `protocol.registerSchemesAsPrivileged`, before the app is ready. */
export const schemes = [{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]

/** Bytes; what `Door.putFile` takes. */
const FILE_LIMIT = 64 * 1024 * 1024

/** Is it an address of our own, of any kind? */
export const isOwnAddress = (url: string): boolean => url.startsWith(HOME)
/** Is it the page itself, at any place after `#`? */
export const isOwnPage = (url: string): boolean => url === HOME || url.startsWith(`${HOME}#`)

/** What is used of the platform's Request. */
export type PageRequest = Pick<Request, 'url' | 'method' | 'headers' | 'body'>

export interface PageParts {
  /** Absolute path of the built page. */
  readonly pageFolder: string
  readonly files: Pick<Core, 'putFile' | 'openFile' | 'upload'>
  /** The session of the window that this page stands in. */
  readonly window: string
}

/** Never throws. */
export async function answerPage(request: PageRequest, parts: PageParts): Promise<Response> {
  try {
    if (!isOwnAddress(request.url)) return refuse(new OfficeError('foreign-page', { origin: 'another address' }))
    const origin = request.headers.get('origin')
    if (origin !== null && `${origin}/` !== HOME) return refuse(new OfficeError('foreign-page', { origin }))
    // as it came: no parser gets to fold dots or decode before the rules see it
    const path = `/${request.url.slice(HOME.length)}`.split(/[?#]/, 1)[0] ?? '/'
    if (request.method === 'PUT' && path === '/file') return await put(request, parts)
    if (request.method === 'PUT' && path === '/file/upload') return json(200, await parts.files.upload(parts.window, bodyOf(request)))
    const file = filePath(path)
    if (request.method === 'GET' && file !== undefined) {
      const download = await parts.files.openFile(parts.window, file)
      const body = isStreamed(download) ? streamOf(download.stream) : Uint8Array.from(download.bytes)
      return new Response(body, { headers: downloadHeaders(download) })
    }
    const relative = request.method === 'GET' ? pagePath(path) : undefined
    const page = relative === undefined ? undefined : await readPage(parts.pageFolder, relative)
    if (page === undefined) return refuse(new OfficeError('not-found', { what: 'page', id: path.slice(0, 100) }))
    return new Response(page.bytes, { headers: page.headers })
  } catch (error) {
    return refuse(error instanceof OfficeError ? error : new OfficeError('internal', { what: 'the page protocol' }, { cause: error }))
  }
}

async function put(request: PageRequest, parts: PageParts): Promise<Response> {
  const pieces: Uint8Array[] = []
  let size = 0
  if (request.body !== null)
    for await (const piece of request.body) {
      size += piece.length
      if (size > FILE_LIMIT) throw new OfficeError('too-large', { what: 'the file', got: size, limit: FILE_LIMIT })
      pieces.push(piece)
    }
  return json(200, await parts.files.putFile(parts.window, new Uint8Array(Buffer.concat(pieces))))
}

/** No faster than the other side takes it. */
function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reading = pieces[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reading.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await reading.return?.()
    }
  })
}

async function* bodyOf({ body }: PageRequest): AsyncGenerator<Uint8Array> {
  if (body !== null) for await (const piece of body) yield piece
}

const json = (status: number, value: unknown): Response =>
  new Response(JSON.stringify(value), { status, headers: { ...guardHeaders, 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' } })

const refuse = (error: OfficeError): Response =>
  json(isErrorCode(error.code) ? errors[error.code].status : 500, { ok: false, code: error.code, detail: error.detail })
