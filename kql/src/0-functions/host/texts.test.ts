/** URLs, paths, XML, user agents, encodings, bags: values from Microsoft's pages on each function, or Microsoft's engine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { agentFunctions } from './agents.ts'
import { bagFunctions } from './bags.ts'
import { called } from './called.ts'
import { encodingFunctions } from './encodings.ts'
import { pathFunctions } from './paths.ts'
import { urlFunctions } from './urls.ts'
import { wordFunctions } from './words.ts'
import { xmlFunctions } from './xml.ts'

const call = called([
  ...agentFunctions,
  ...bagFunctions,
  ...encodingFunctions,
  ...pathFunctions,
  ...urlFunctions,
  ...wordFunctions,
  ...xmlFunctions,
])

// parse-url-function.md prints the path without its first slash and the parameters as a text; the engine gives both as here.
test('parse_url', () => {
  assert.deepEqual(call('parse_url', 'scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment'), {
    Scheme: 'scheme',
    Host: 'host',
    Port: '1234',
    Path: '/this/is/a/path',
    Username: 'username',
    Password: 'password',
    'Query Parameters': { k1: 'v1', k2: 'v2' },
    Fragment: 'fragment',
  })
  const host = (url: string): unknown => (call('parse_url', url) as { Host: string }).Host
  assert.deepEqual(['https://[2001:db8::1]:443/', 'https://login.example', 'nothing'].map(host), ['[2001:db8::1]', 'login.example', ''])
})

// parse-url-query-function.md
test('parse_urlquery', () => {
  assert.deepEqual(call('parse_urlquery', 'view=vs-2019&preserve-view=true'), {
    'Query Parameters': { view: 'vs-2019', 'preserve-view': 'true' },
  })
})

// url-decode-function.md, url-encode-component-function.md, url-encode-function.md
test('URL encodings', () => {
  assert.equal(call('url_decode', 'https%3a%2f%2fwww.bing.com%2f'), 'https://www.bing.com/')
  assert.equal(call('url_encode_component', 'https://www.bing.com/hello world'), 'https%3a%2f%2fwww.bing.com%2fhello%20world')
  assert.equal(call('url_encode', 'hello world'), 'hello+world')
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(call('url_decode', call('url_encode', text)), text)))
})

// punycode-from-string-function.md, punycode-domain-to-string-function.md, punycode-domain-from-string-function.md
test('punycode', () => {
  assert.equal(call('punycode_from_string', 'académie-française'), 'acadmie-franaise-npb1a')
  assert.equal(call('punycode_from_string', '艺术'), 'cqv902d')
  assert.equal(call('punycode_to_string', 'acadmie-franaise-npb1a'), 'académie-française')
  assert.equal(call('punycode_domain_to_string', 'Riðill｡Skáldskaparmál｡org'), 'xn--Riill-jta.xn--Skldskaparml-dbbj.org')
  assert.equal(call('punycode_domain_to_string', "Kaledvoulc'h.Artorījos.edu"), "Kaledvoulc'h.xn--Artorjos-ejb.edu")
  assert.equal(call('punycode_domain_from_string', 'xn--Ry-lja8c.xn--Jng-uta63a.xn--Bng-9ka.com'), 'Rúyì.Jīngū.Bàng.com')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      if (/[^\0-\x7f]/.test(text) && !/\p{Cs}/u.test(text))
        assert.equal(call('punycode_to_string', call('punycode_from_string', text)), text)
    }),
  )
})

// parse-path-function.md
test('parse_path', () => {
  const parts = (path: string): unknown[] => Object.values(call('parse_path', path) as object)
  assert.deepEqual(parts('C:\\temp\\file.txt'), ['', 'C:', 'C:\\temp', 'temp', 'file.txt', 'txt', ''])
  assert.deepEqual(parts('temp\\file.txt'), ['', '', 'temp', 'temp', 'file.txt', 'txt', ''])
  assert.deepEqual(parts('file://C:/temp/file.txt:some.exe'), ['file', 'C:', 'C:/temp', 'temp', 'file.txt', 'txt', 'some.exe'])
  assert.deepEqual(parts('\\\\shared\\users\\temp\\file.txt.gz'), ['', '', '\\\\shared\\users\\temp', 'temp', 'file.txt.gz', 'gz', ''])
  assert.deepEqual(parts('/usr/lib/temp/file.txt'), ['', '', '/usr/lib/temp', 'temp', 'file.txt', 'txt', ''])
})

// parse-command-line-function.md; the rules of quotes and backslashes are those of CommandLineToArgvW's page.
test('parse_command_line', () => {
  const words = (line: string): unknown => call('parse_command_line', line, 'windows')
  assert.deepEqual(words('echo "hello world!"'), ['echo', 'hello world!'])
  assert.deepEqual(words('"C:\\Program Files\\a.exe" -x "a\\\\" b'), ['C:\\Program Files\\a.exe', '-x', 'a\\', 'b'])
  assert.deepEqual(words('a.exe "x\\"y" c:\\d\\'), ['a.exe', 'x"y', 'c:\\d\\'])
})

// parse-csv-function.md
test('parse_csv', () => {
  assert.deepEqual(call('parse_csv', 'aa,"b,b,b",cc,"Escaping quotes: ""Title""","line1\nline2"'), [
    'aa',
    'b,b,b',
    'cc',
    'Escaping quotes: "Title"',
    'line1\nline2',
  ])
  assert.deepEqual(call('parse_csv', 'record1,a,b,c\nrecord2,x,y,z'), ['record1', 'a', 'b', 'c'])
})

// parse-version-function.md
test('parse_version', () => {
  assert.deepEqual(
    ['0.0.0.5', '0.0.7.0', '0.0.3', '0.2', '0.1.2.0', '1.2.3.4', '1', '1.2.3.4.5', 'x'].map((version) => call('parse_version', version)),
    [
      '5',
      '700000000',
      '300000000',
      '20000000000000000',
      '10000000200000000',
      '1000000020000000300000004',
      '1000000000000000000000000',
      null,
      null,
    ],
  )
})

// parse-xml-function.md
test('parse_xml', () => {
  assert.deepEqual(call('parse_xml', '<e/>'), { e: null })
  assert.deepEqual(call('parse_xml', '<e>text</e>'), { e: 'text' })
  assert.deepEqual(call('parse_xml', '<e name="value" />'), { e: { '@name': 'value' } })
  assert.deepEqual(call('parse_xml', '<e name="value">text</e>'), { e: { '@name': 'value', '#text': 'text' } })
  assert.deepEqual(call('parse_xml', '<e> <a>text</a> <b>text</b> </e>'), { e: { a: 'text', b: 'text' } })
  assert.deepEqual(call('parse_xml', '<e> <a>text</a> <a>text</a> </e>'), { e: { a: ['text', 'text'] } })
  assert.deepEqual(call('parse_xml', '<e> text <a>text</a> </e>'), { e: { '#text': 'text', a: 'text' } })
  assert.deepEqual(call('parse_xml', '<?xml version="1.0" encoding="UTF-8"?><duration><value>118.5</value></duration>'), {
    duration: { value: 118.5 },
  })
  assert.equal(call('parse_xml', '<e>'), null)
})

// parse-user-agent-function.md; the others are what uap-core's own list gives.
test('parse_user_agent', () => {
  const air = 'Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1'
  assert.deepEqual(call('parse_user_agent', air, 'browser'), {
    Browser: { Family: 'AdobeAIR', MajorVersion: '2', MinorVersion: '5', Patch: '1' },
  })
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91'
  assert.deepEqual(call('parse_user_agent', edge, ['browser', 'os', 'device']), {
    Browser: { Family: 'Edge', MajorVersion: '120', MinorVersion: '0', Patch: '2210' },
    OperatingSystem: { Family: 'Windows', MajorVersion: '10', MinorVersion: '', Patch: '', PatchMinor: '' },
    Device: { Family: 'Other', Brand: '', Model: '' },
  })
  assert.deepEqual(call('parse_user_agent', 'python-requests/2.28.1', 'browser'), {
    Browser: { Family: 'Python Requests', MajorVersion: '2', MinorVersion: '28', Patch: '1' },
  })
})

// base64-*-function.md, zlib-base64-decompress-function.md, unicode-codepoints-*-function.md
test('encodings', () => {
  assert.equal(call('base64_encode_tostring', 'Kusto'), 'S3VzdG8=')
  assert.equal(call('base64_decode_tostring', 'S3VzdG8='), 'Kusto')
  assert.equal(call('base64_decode_tostring', 'U3RyaW5n0KHR0tGA0L7Rh9C60LA='), '')
  assert.deepEqual(call('base64_decode_toarray', 'S3VzdG8='), [75, 117, 115, 116, 111])
  assert.equal(call('base64_encode_fromarray', [75, 117, 115, 116, 111]), 'S3VzdG8=')
  assert.equal(call('base64_encode_fromguid', 'ae3133f2-6e22-49ae-b06a-16e6a9b212eb'), '8jMxriJurkmwahbmqbIS6w==')
  assert.equal(call('base64_decode_toguid', '8jMxriJurkmwahbmqbIS6w=='), 'ae3133f2-6e22-49ae-b06a-16e6a9b212eb')
  assert.equal(call('zlib_decompress_from_base64_string', 'eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4='), 'Test string 123')
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
  assert.equal(
    call('unicode_codepoints_to_string', [range(48, 57), range(65, 90), range(97, 122)]),
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  )
  assert.deepEqual(call('unicode_codepoints_from_string', 'K𝄞'), [75, 119070])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(call('gzip_decompress_from_base64_string', call('gzip_compress_to_base64_string', text)), text)
      assert.equal(call('zlib_decompress_from_base64_string', call('zlib_compress_to_base64_string', text)), text)
      assert.equal(call('base64_decode_tostring', call('base64_encode_tostring', text)), text)
    }),
  )
})

// translate-function.md, format-bytes-function.md, tohex-function.md
test('words', () => {
  assert.deepEqual(
    [call('translate', 'abc', 'x', 'abc'), call('translate', 'abc', '', 'ab'), call('translate', 'krasp', 'otsku', 'spark')],
    ['xxx', '', 'kusto'],
  )
  assert.deepEqual(
    [
      call('format_bytes', 564),
      call('format_bytes', 10332, 1n),
      call('format_bytes', 20010332),
      call('format_bytes', 20010332, 2n),
      call('format_bytes', 20010332, 0n, 'KB'),
    ],
    ['564 Bytes', '10.1 KB', '19 MB', '19.08 MB', '19541 KB'],
  )
  assert.deepEqual(
    [call('tohex', 256n), call('tohex', -256n), call('tohex', -256n, 8n), call('tohex', 256n, 8n), call('tohex', 256n, 2n)],
    ['100', 'ffffffffffffff00', 'ffffff00', '00000100', '100'],
  )
  assert.equal(call('has_any_index', 'this is an example', ['this', 'example']), 0n)
  assert.equal(call('has_any_index', 'this is an example', ['not', 'example']), 1n)
  assert.equal(call('has_any_index', 'this is an example', ['not', 'exam']), -1n)
})

// bag-zip.md, dynamic-to-json-function.md, extract-json-function.md, treepath-function.md, jaccard-index-function.md; the engine's answers
test('bags and sets', () => {
  assert.deepEqual(call('bag_zip', ['a', 'b', 'c'], [1, '2', 3.4]), { a: 1, b: '2', c: 3.4 })
  assert.deepEqual(call('bag_zip', ['a', 8, 'b'], [1, '2', 2.5]), { a: 1, b: 2.5 })
  assert.deepEqual(call('bag_zip', ['a', 8, 'b'], 1), { a: null, b: null })
  assert.equal(call('bag_zip', 'a', [1]), null)
  assert.equal(
    call('dynamic_to_json', { Y10: {}, X8: { c3: 1, d8: 5, a4: 6 }, D1: 114, A1: 12, B1: 2, C1: 3, A14: [15, 13, 18] }),
    '{"A1":12,"A14":[15,13,18],"B1":2,"C1":3,"D1":114,"X8":{"a4":6,"c3":1,"d8":5},"Y10":{}}',
  )
  assert.equal(call('extract_json', '$.name', '{"name": "John", "age": 30}'), 'John')
  assert.equal(call('extract_json', "$.a.b[0]['x y']", '{"a":{"b":[{"x y":5}]}}'), 5)
  assert.equal(call('extract_json', '$.a', 'no'), null)
  assert.deepEqual(call('treepath', { a: { b: { c: 1 } }, x: { y: 2 } }), ["['a']", "['a']['b']", "['a']['b']['c']", "['x']", "['x']['y']"])
  assert.equal(call('jaccard_index', [1, 2, 3], [1, 2, 3, 4]), 0.75)
  assert.equal(call('set_equals', [1, 2, 2], [2, 1]), true)
})

test('texts made to keep a function busy are answered at once', () => {
  const nested = (levels: number): unknown => Array.from({ length: levels }).reduce((inside: unknown) => [inside], 1)
  const long = 200_000
  const since = performance.now()
  assert.equal(call('extract_json', `$.${'a'.repeat(long)}[`, '{}'), null)
  assert.equal((call('parse_csv', `"${'a'.repeat(50 * long)}`) as string[])[0]?.length, 50 * long)
  assert.equal((call('parse_csv', '"a""b",'.repeat(long)) as string[]).length, long + 1)
  assert.equal((call('parse_xml', `<r>${'<a>1</a>'.repeat(100_000)}</r>`) as { r: { a: number[] } }).r.a.length, 100_000)
  assert.match(call('dynamic_to_json', nested(20_000)) as string, /^\[{501}null\]{501}$/)
  assert.equal((call('treepath', nested(20_000)) as string[]).length, 501)
  assert.equal(call('set_equals', [nested(20_000)], [1]), false)
  // The quickest way to do these wrongly takes minutes.
  assert.ok(performance.now() - since < 20_000)
})

test('parse_csv reads back what is quoted', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (values) => {
      const row = values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')
      assert.deepEqual(call('parse_csv', row), values)
    }),
  )
  assert.deepEqual(call('parse_csv', ''), [''])
  assert.deepEqual(call('parse_csv', 'a,,"b" c,'), ['a', '', 'b c', ''])
  assert.deepEqual(call('parse_csv', '"open, to the end'), ['open, to the end'])
})

test('parse_xml reads characters that are written as numbers, and nothing from one text in the next', () => {
  assert.deepEqual(call('parse_xml', '<r a="&lt;&#65;">a &amp; b&#13;&#x41;</r>'), { r: { '@a': '<A', '#text': 'a & b\rA' } })
  assert.deepEqual(call('parse_xml', '<!DOCTYPE r [<!ENTITY a "x">]><r>&a;</r>'), { r: 'x' })
  assert.deepEqual(call('parse_xml', '<r>&a;</r>'), { r: '&a;' })
})
