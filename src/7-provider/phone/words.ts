/** Four words that stand for a phone's key and the code it took up: the same on both screens, so that a stranger's phone is seen. */
import { createHash } from 'node:crypto'

export type FourWords = readonly [string, string, string, string]

/** 256 words, so each stands for one byte: short, known to learners, and none that sounds like another. */
export const wordList: readonly string[] = `
acid actor admiral album alley amber anchor angel ankle apple apron arch arrow atlas attic autumn
badge bagel bakery bamboo banjo barrel basket beach beard beaver bench berry bicycle biscuit blanket blossom
bonfire bottle bracelet breeze brick bridge bronze brush bubble bucket buffalo button cabin cactus camel camera
canal candle canoe carpet castle cement ceiling chalk cherry chess chimney circus clinic cloud clover coconut
comet copper coral cottage cotton cradle crayon cricket crystal cupboard curtain daisy dentist desert diamond dinner
dolphin donkey dragon drawer drum eagle earth easel elbow elephant engine envelope evening fabric falcon farmer
feather fence fiddle finger flag flute forest fossil fountain fox frost garden garlic ginger giraffe glacier
glove goblet gorilla granite guitar hammer harbor harvest hazel helmet hermit honey horizon hotel hunter iceberg
igloo island ivory jacket jaguar jelly jigsaw jungle kettle kitchen kiwi koala ladder lagoon lantern lemon
leopard library lily lion lizard lobster locket lunch magnet mango maple marble market meadow melon mirror
monkey morning mountain museum mustard napkin needle nickel nutmeg oasis ocean olive onion opera orange orchid
otter oven owl oyster paddle palace panda paper parrot pebble pencil penguin pepper piano picnic pigeon
pillow pirate pizza planet pocket potato pumpkin puzzle pyramid rabbit radio railway rainbow raven ribbon river
robin rocket ruby saddle sailor salmon sandal saturn scarf school shadow silver spider sponge squirrel statue
suitcase summer sunset teapot temple thunder ticket tiger toast tomato tractor trumpet tulip tunnel turtle umbrella
valley vanilla velvet village violin volcano waffle walnut whale whistle window winter wizard yogurt zebra zipper
`
  .trim()
  .split(/\s+/)

/**
 * 32 bits. Whoever photographs the code has one try with one key while both people look at their screens, so that is 1 in 4 billion; a key cannot be
 * tuned to the victim's words, because the victim's phone makes its key only when it takes up the code.
 */
export function wordsOf(thumbprint: string, codeHash: string): FourWords {
  const bytes = createHash('sha256').update(`tocsin words\n${thumbprint}\n${codeHash}`).digest()
  const word = (at: number): string => wordList[bytes[at] ?? 0] ?? ''
  return [word(0), word(1), word(2), word(3)]
}
