/** XML as a dynamic value, in the shape that Kusto documents: attributes behind @, text beside them as #text, elements that repeat as arrays. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

/** Kusto's bound; a longer text is null. */
const xmlMax = 1_048_576

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Without it `&#13;`, which Windows puts at the ends of lines, stays as it is written.
  htmlEntities: true,
})

type Node = Readonly<Record<string, unknown>>

function parseXml(xml: string): HostValue {
  if (xml.length > xmlMax || xml.trimStart()[0] !== '<') return null
  try {
    if (XMLValidator.validate(xml) !== true) return null
    const nodes: unknown = parser.parse(xml)
    return Array.isArray(nodes) ? members(nodes as readonly Node[]) : null
  } catch {
    return null
  }
}

/** Elements by name, in the order they come. */
function members(nodes: readonly Node[]): Record<string, unknown> {
  const found = new Map<string, unknown[]>()
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ':@')
    if (name === undefined || name === '#text' || name.startsWith('?')) continue
    const known = found.get(name)
    if (known === undefined) found.set(name, [value(node, name)])
    else known.push(value(node, name))
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

function value(node: Node, name: string): unknown {
  const inside = (Array.isArray(node[name]) ? node[name] : []) as readonly Node[]
  const attributes = (node[':@'] ?? {}) as Readonly<Record<string, unknown>>
  const texts = inside.filter((one) => '#text' in one).map((one) => String(one['#text']))
  const below = members(inside)
  const text = texts.length === 0 ? undefined : numberOrText(texts.join(' ').trim())
  const isPlain = Object.keys(attributes).length === 0 && Object.keys(below).length === 0
  if (isPlain) return text ?? null
  return { ...attributes, ...(text === undefined ? {} : { '#text': text }), ...below }
}

/** Numbers become numbers, as in the example of Microsoft's page on parse_xml(); those that a double would change stay texts. */
const numberOrText = (text: string): string | number => (/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text) ? Number(text) : text)

export const xmlFunctions: readonly HostFunction[] = [hostFunction('kql_parse_xml', ['string'], 'json', parseXml)]
