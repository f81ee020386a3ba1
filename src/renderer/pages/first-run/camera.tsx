import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@trussworks/react-uswds'

/** Between two looks at the picture, ms. */
const LOOK = 300

/** A camera that this page may use; the desktop app grants none, and there a picture is chosen instead. */
async function hasCamera(): Promise<boolean> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices }
  const devices = (await mediaDevices?.enumerateDevices().catch(() => [])) ?? []
  return devices.some(({ kind }) => kind === 'videoinput')
}

/** The code that is held before the camera, once one is read; the camera is off again from then on. */
export function Camera({ found }: { found(text: string): void }) {
  const { t } = useTranslation()
  const [there, setThere] = useState(false)
  const [state, setState] = useState<'off' | 'on' | 'refused'>('off')
  useEffect(() => void hasCamera().then(setThere), [])
  if (!there) return null
  return (
    <div>
      {state === 'on' ? (
        <Looking
          found={text => {
            setState('off')
            found(text)
          }}
          refused={() => setState('refused')}
        />
      ) : null}
      <Button type="button" outline onClick={() => setState(state === 'on' ? 'off' : 'on')}>
        {t(state === 'on' ? 'firstRun.joinForm.cameraOff' : 'firstRun.joinForm.camera')}
      </Button>
      <p role="status" className="usa-hint">
        {state === 'refused' ? t('firstRun.joinForm.cameraRefused') : state === 'on' ? t('firstRun.joinForm.cameraOn') : ''}
      </p>
    </div>
  )
}

function Looking({ found, refused }: { found(text: string): void; refused(): void }) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const told = useRef({ found, refused })
  useEffect(() => {
    const stop = new AbortController()
    void look(video.current!, stop.signal).then(
      text => text !== undefined && told.current.found(text),
      () => stop.signal.aborted || told.current.refused()
    )
    return () => stop.abort()
  }, [])
  return <video ref={video} className="camera" muted playsInline aria-label={t('firstRun.joinForm.cameraView')} />
}

/** The first code seen; undefined when it was stopped. Rejects when the camera can not be had. */
async function look(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const { codeInImage } = await import('../../entry/controls/read-code.ts')
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
  try {
    video.srcObject = stream
    await video.play()
    while (!signal.aborted) {
      const code = await createImageBitmap(video)
        .then(codeInImage)
        .catch(() => undefined)
      if (code !== undefined) return code
      await new Promise(resolve => setTimeout(resolve, LOOK))
    }
    return undefined
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}
