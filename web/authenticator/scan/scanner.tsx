/** The camera in a frame, and what to do where there is none. */
import { useEffect, useRef, useState } from 'react'
import { useSay } from '../text/use-say.ts'
import { canScan, scan } from './detector.ts'

interface Props {
  /** What the button says. */
  readonly start: string
  /** What to do instead where the browser cannot. */
  readonly none: string
  /** Answers whether it was what was looked for: then the camera stops. */
  found(text: string): boolean
}

export function Scanner({ start, none, found }: Props) {
  const { say } = useSay()
  const [can, setCan] = useState<boolean>()
  const [state, setState] = useState<'off' | 'on' | 'refused'>('off')
  useEffect(() => {
    void canScan().then(setCan)
  }, [])
  if (can === undefined) return null
  if (!can) return <p className="note">{none}</p>
  if (state === 'on')
    return <Camera found={(text) => found(text) && setState('off')} stop={() => setState('off')} refused={() => setState('refused')} />
  return (
    <>
      {state === 'refused' ? (
        <p className="note bad" role="alert">
          {say('scan.refused')}
        </p>
      ) : null}
      <button type="button" className="main" onClick={() => setState('on')}>
        {start}
      </button>
    </>
  )
}

interface CameraProps {
  found(text: string): void
  stop(): void
  refused(): void
}

function Camera({ found, stop, refused }: CameraProps) {
  const { say } = useSay()
  const video = useRef<HTMLVideoElement>(null)
  const latest = useRef({ found, refused })
  latest.current = { found, refused }
  useEffect(() => {
    const ended = new AbortController()
    const shown = video.current
    if (shown !== null) {
      scan(shown, (text) => latest.current.found(text), ended.signal).catch(() => {
        if (!ended.signal.aborted) latest.current.refused()
      })
    }
    return () => ended.abort()
  }, [])
  return (
    <div className="camera">
      <p role="status">{say('scan.title')}</p>
      <video ref={video} muted playsInline aria-label={say('scan.title')} />
      <button type="button" className="quiet" onClick={stop}>
        {say('scan.stop')}
      </button>
    </div>
  )
}
