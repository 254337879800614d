/** The language of the page: the person's choice here, else the phone's. */
import { useEffect, useMemo, useState } from 'react'
import { keepLanguage, keptLanguage } from '../accounts/kept.ts'
import { english, type Speech, speechFor } from '../text/languages.ts'
import { type Spoken, sayIn, writingIn } from '../text/say.ts'

export interface Chosen {
  readonly spoken: Spoken
  readonly language: string | undefined
  speak(tag: string | undefined): void
}

export function useSpeech(): Chosen {
  const [language, setLanguage] = useState<string>()
  const [speech, setSpeech] = useState<Speech>(english)
  useEffect(() => {
    void keptLanguage().then(setLanguage, () => undefined)
  }, [])
  useEffect(() => {
    let isWanted = true
    void speechFor(language === undefined ? navigator.languages : [language]).then((found) => {
      if (!isWanted) return
      document.documentElement.lang = found.locale
      document.documentElement.dir = found.direction
      setSpeech(found)
    })
    return () => {
      isWanted = false
    }
  }, [language])
  const spoken = useMemo((): Spoken => ({ say: sayIn(speech), write: writingIn(speech) }), [speech])
  const speak = (tag: string | undefined): void => {
    setLanguage(tag)
    void keepLanguage(tag)
  }
  return { spoken, language, speak }
}
