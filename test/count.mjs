/** A reporter for `node --test` that only counts, for the one closing line of `npm test`. */
export default async function* count(source) {
  let passed = 0
  let failed = 0
  for await (const event of source) {
    if (event.type === 'test:pass' && event.data.details?.type !== 'suite') passed++
    if (event.type === 'test:fail' && event.data.details?.type !== 'suite') failed++
  }
  yield JSON.stringify({ passed, failed })
}
