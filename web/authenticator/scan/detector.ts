/** Reading QR codes with the camera, where the browser can: Chromium's on Android and macOS; Safari and Firefox cannot (Shape Detection API). */

interface Found {
  readonly rawValue: string
}
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly Found[]>
}
interface DetectorKind {
  new (options: { readonly formats: readonly string[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}

const kind = (): DetectorKind | undefined => (globalThis as { readonly BarcodeDetector?: DetectorKind }).BarcodeDetector

export async function canScan(): Promise<boolean> {
  const found = kind()
  if (found === undefined || navigator.mediaDevices?.getUserMedia === undefined) return false
  const formats: readonly string[] = await found.getSupportedFormats().catch(() => [])
  return formats.includes('qr_code')
}

const everyMs = 200

/** Shows the camera in `video` and tells each text it sees, until the signal. Throws where the camera is not allowed or not there. */
export async function scan(video: HTMLVideoElement, seen: (text: string) => void, signal: AbortSignal): Promise<void> {
  const Kind = kind()
  if (Kind === undefined) throw new Error('This browser reads no codes.')
  const detector = new Kind({ formats: ['qr_code'] })
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  const stop = (): void => {
    for (const track of stream.getTracks()) track.stop()
  }
  if (signal.aborted) return stop()
  signal.addEventListener('abort', stop)
  video.srcObject = stream
  await video.play()
  while (!signal.aborted) {
    const codes = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : []
    for (const { rawValue } of codes) if (!signal.aborted && rawValue !== '') seen(rawValue)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
