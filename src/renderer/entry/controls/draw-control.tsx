/** Drawing on the screen: a sketch, a signature, or marks on a picture that is there already. It is kept as a PNG when that is asked for. */
import { Button, TextInput } from '@trussworks/react-uswds'
import { useEffect, useId, useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useEntry } from '../entry-context.ts'
import { showable } from '../file-kind.ts'

type Stroke = readonly (readonly [x: number, y: number])[]

const WIDTH = 640
const HEIGHTS = { draw: 400, annotate: 400, signature: 200 } as const
const PEN = 3

interface Props {
  readonly how: 'draw' | 'signature' | 'annotate'
  /** The file that is the answer now: what is annotated. */
  readonly current: string
  readonly keep: (file: Blob, name: string) => Promise<boolean>
}

export function DrawControl({ how, current, keep }: Props): ReactNode {
  const { t } = useTranslation('entry')
  const { readAttachment } = useEntry()
  const canvas = useRef<HTMLCanvasElement>(null)
  const id = useId()
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [name, setName] = useState('')
  const [ground, setGround] = useState<ImageBitmap>()
  const under = useRef<Stroke | undefined>(undefined)
  useEffect(() => {
    if (how !== 'annotate' || current === '') return
    let gone = false
    const load = async (): Promise<void> => {
      const blob = await readAttachment(current)
      const shown = blob && (await showable(blob))
      const bitmap = shown?.kind === 'image' ? await createImageBitmap(shown.blob) : undefined
      if (!gone) setGround(bitmap)
    }
    load().catch(() => undefined)
    return () => {
      gone = true
    }
  }, [how, current, readAttachment])
  const height = ground ? Math.round((ground.height * WIDTH) / ground.width) : HEIGHTS[how]
  useEffect(() => {
    if (canvas.current) paint(canvas.current, strokes, name, ground)
  }, [strokes, name, ground, height])
  const at = (event: PointerEvent<HTMLCanvasElement>): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect()
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * height) / box.height]
  }
  const save = (): void =>
    canvas.current?.toBlob(blob => {
      if (!blob) return
      void keep(blob, `${how}.png`).then(kept => {
        if (!kept) return
        setStrokes([])
        setName('')
      })
    }, 'image/png')
  const empty = strokes.length === 0 && name.trim() === ''
  return (
    <div className="mun-draw">
      <canvas
        ref={canvas}
        width={WIDTH}
        height={height}
        role="img"
        aria-label={t(`draw.${how}`)}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          under.current = [at(event)]
          setStrokes([...strokes, under.current])
        }}
        onPointerMove={event => {
          if (!under.current) return
          under.current = [...under.current, at(event)]
          setStrokes([...strokes.slice(0, -1), under.current])
        }}
        onPointerUp={() => (under.current = undefined)}
        onPointerCancel={() => (under.current = undefined)}
      />
      <div className="mun-draw-typed">
        <label className="usa-label" htmlFor={id}>
          {t(how === 'signature' ? 'draw.typeName' : 'draw.typeText')}
        </label>
        <TextInput id={id} name={id} type="text" autoComplete="off" value={name} onChange={event => setName(event.target.value)} />
      </div>
      <div className="mun-draw-tools">
        <Button type="button" onClick={save} disabled={empty}>
          {t(how === 'signature' ? 'draw.keepSignature' : 'draw.keep')}
        </Button>
        <Button type="button" outline onClick={() => setStrokes(strokes.slice(0, -1))} disabled={strokes.length === 0}>
          {t('draw.undo')}
        </Button>
        <Button
          type="button"
          unstyled
          onClick={() => {
            setStrokes([])
            setName('')
          }}
        >
          {t('draw.clear')}
        </Button>
      </div>
    </div>
  )
}

/** Always ink on white, in dark mode too: it is a document. */
function paint(canvas: HTMLCanvasElement, strokes: readonly Stroke[], name: string, ground: ImageBitmap | undefined): void {
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  if (ground) pen.drawImage(ground, 0, 0, canvas.width, canvas.height)
  pen.strokeStyle = pen.fillStyle = ground ? '#b50909' : '#1b1b1b'
  pen.lineWidth = PEN
  pen.lineCap = pen.lineJoin = 'round'
  for (const stroke of strokes) {
    pen.beginPath()
    const [first, ...rest] = stroke
    if (!first) continue
    pen.moveTo(...first)
    for (const point of rest.length > 0 ? rest : [first]) pen.lineTo(...point)
    pen.stroke()
  }
  if (name.trim() === '') return
  pen.font = 'italic 48px "Merriweather Web", Georgia, serif'
  pen.textAlign = 'center'
  pen.fillText(name.trim(), canvas.width / 2, canvas.height * 0.65, canvas.width - 40)
}
