/** How the pages of people answer: HTML, also for what goes wrong, and never a word of what went wrong inside. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { connection } from '../../0-event/address.ts'
import { isProblem } from '../problem.ts'
import { html, pageText, type Trusted } from './html.ts'
import { type Frame, page } from './layout.ts'

/**
 * `same-origin`: under `no-referrer` browsers send forms with `Origin: null` (Fetch, "append a request Origin header"), which no page of ours could be told by.
 */
export const send = (reply: FastifyReply, whole: Trusted, status = 200): FastifyReply =>
  reply.code(status).header('referrer-policy', 'same-origin').type('text/html; charset=utf-8').serializer(String).send(pageText(whole))

/** 303: the browser asks for the next page by GET, so that going back sends nothing twice. */
export const goTo = (reply: FastifyReply, path: string): FastifyReply => reply.redirect(path, 303)

/** A sentence with a way on. */
export interface Sorry {
  readonly title: string
  readonly text: string
  readonly to: string
  readonly label: string
}

export const sorryPage = (frame: Frame, { title, text, to, label }: Sorry): Trusted =>
  page(frame, {
    title,
    body: html`<h1>${title}</h1><p role="alert">${text}</p><div class="ways"><a class="button main" href="${to}">${label}</a></div>`,
  })

/** Fastify's error handler for these pages; errors of ours go to the log, as everywhere. */
export function answerInHtml(frame: Frame, home: string) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const status = statusOf(error)
    if (status >= 500 && !isProblem(error)) request.log.error({ err: error, route: request.routeOptions.url }, 'failed')
    if (isProblem(error) && error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
    void send(reply, sorryPage(frame, { ...sorryWords(status), to: home, label: 'Start again' }), status)
  }
}

function statusOf(error: unknown): number {
  if (isProblem(error)) return error.statusCode
  const status = error instanceof Error ? (error as Partial<FastifyError>).statusCode : undefined
  return typeof status === 'number' && status >= 400 ? status : 500
}

function sorryWords(status: number): Pick<Sorry, 'title' | 'text'> {
  switch (status) {
    case 403:
      return {
        title: 'This page is out of date',
        text: 'The form came from another site, or from a page that was open too long. Nothing was done.',
      }
    case 404:
      return { title: 'There is nothing here', text: 'The address may be wrong, or what stood here is over.' }
    case 410:
      return {
        title: 'This sign-in is over',
        text: 'It was finished, or took too long. Go back to the application and sign in from there again.',
      }
    case 421:
      return {
        title: 'This server has another name',
        text: 'Ask your administrator for the address, or to add this name to the setting hosts.',
      }
    case 429:
      return { title: 'Too many tries from your network', text: 'Wait a minute, then start again. Nothing is lost.' }
    case 503:
      return { title: 'Not ready yet', text: 'The server is starting or very busy. Wait a few seconds, then start again.' }
    default:
      if (status < 500)
        return { title: 'This could not be read', text: 'The browser sent something that no page here sends. Nothing was done.' }
      return { title: 'Something went wrong on our side', text: 'It was written down for the administrators. Start again in a moment.' }
  }
}

/** One network connection counts as one, however many addresses it has. */
const byConnection = (request: FastifyRequest): string => connection(request.ip)

/** Generous: behind one office address many people sign in. Guesses are counted elsewhere, by name and by address. */
export const limits = {
  look: { max: 600, timeWindow: 60_000, keyGenerator: byConnection },
  send: { max: 300, timeWindow: 60_000, keyGenerator: byConnection },
  /** A page that waits looks once a second; this is a hundred of them behind one address. */
  wait: { max: 6000, timeWindow: 60_000, keyGenerator: byConnection },
} as const

/** What a form sent; a field that is there twice, or too long, is not there. */
export function fieldsOf(body: unknown): (name: string) => string {
  const fields: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {}
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return typeof value === 'string' && value.length <= fieldMax ? value : ''
  }
}

/** The longest is a passkey's answer. */
const fieldMax = 12_000
export const formBytesMax = 32 * 1024
