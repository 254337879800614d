/** The encryption of push messages, held to the example of RFC 8291 (§5 and Appendix A), and to a receiver's side written apart. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { testChance } from '../provider.contract.ts'
import { browserKeysOf, encrypt, plainBytesMax } from './encrypt.ts'
import { keyPairOf, newKeyPair } from './key-pair.ts'
import { createBrowser } from './push-service.contract.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

test('RFC 8291 §5: the example message comes out byte for byte', () => {
  const sender = keyPairOf(bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'))
  const browser = browserKeysOf(
    'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    'BTBZMqHH6r4Tts7J_aSIgg',
  )
  assert.ok(sender !== undefined && browser !== undefined)
  assert.equal(
    sender.publicKey.toString('base64url'),
    'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  )
  const message = encrypt(Buffer.from('When I grow up, I want to be a watermelon'), browser, sender, bytes('DGv6ra1nlYgDCS1FRnbzlw'))
  assert.equal(
    message.toString('base64url'),
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

test('whatever is sent, its browser reads it, another does not, and no two messages look alike', () => {
  const chance = testChance('messages')
  const browser = createBrowser()
  const { keys } = browser.subscription('https://push.example')
  const to = browserKeysOf(keys.p256dh, keys.auth)
  assert.ok(to !== undefined)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const plain = Buffer.from(text)
      const [one, other] = [
        encrypt(plain, to, newKeyPair(chance), chance.bytes(16)),
        encrypt(plain, to, newKeyPair(chance), chance.bytes(16)),
      ]
      assert.equal(browser.open(one), plain.toString('utf8'))
      assert.notDeepEqual(one.subarray(86), other.subarray(86))
      assert.throws(() => createBrowser().open(one))
    }),
    { numRuns: 10 },
  )
  assert.throws(() => encrypt(Buffer.alloc(plainBytesMax + 1), to, newKeyPair(chance), chance.bytes(16)), /at most/)
})

test('keys that are none are refused before anything is kept', () => {
  const { keys } = createBrowser().subscription('https://push.example')
  const offCurve = Buffer.alloc(65, 1)
  offCurve[0] = 4
  assert.equal(browserKeysOf(offCurve.toString('base64url'), keys.auth), undefined)
  assert.equal(browserKeysOf(keys.p256dh.slice(0, 40), keys.auth), undefined)
  assert.equal(browserKeysOf(keys.p256dh, 'AAAA'), undefined)
  assert.equal(browserKeysOf('', ''), undefined)
})

test('a number that is no key of the curve is drawn again, and chance that never gives one is an error', () => {
  const good = testChance('x').bytes(32)
  const drawn = [Buffer.alloc(32), Buffer.alloc(32, 0xff), good]
  assert.deepEqual(newKeyPair({ bytes: () => drawn.shift() ?? assert.fail(), below: () => 0 }).privateKey, good)
  assert.throws(() => newKeyPair({ bytes: () => Buffer.alloc(32), below: () => 0 }), /broken/)
})
