/** Addresses as numbers, for tables of networks: one word of 32 bits for IPv4, four for IPv6. */

/** Reads canonical text (`parseAddress`) into the first words of `into`; answers how many they are, or 0 where it is no address. */
export function readAddress(ip: string, into: Uint32Array): 0 | 1 | 4 {
  return ip.includes(':') ? readV6(ip, into) : readV4(ip, into)
}

const dot = 46
const colon = 58

function readV4(ip: string, into: Uint32Array): 0 | 1 {
  let word = 0
  let part = -1
  let dots = 0
  for (let at = 0; at < ip.length; at++) {
    const code = ip.charCodeAt(at)
    if (code === dot) {
      if (part < 0) return 0
      word = word * 256 + part
      part = -1
      dots++
    } else {
      const digit = code - 48
      if (digit < 0 || digit > 9) return 0
      part = part < 0 ? digit : part * 10 + digit
      if (part > 255) return 0
    }
  }
  if (dots !== 3 || part < 0) return 0
  into[0] = word * 256 + part
  return 1
}

const groups = new Uint16Array(8)

function readV6(ip: string, into: Uint32Array): 0 | 4 {
  const count = readGroups(ip)
  if (count !== 8) return 0
  for (let word = 0; word < 4; word++) into[word] = (groups[2 * word] ?? 0) * 65_536 + (groups[2 * word + 1] ?? 0)
  return 4
}

/** Fills `groups`, with zeros where `::` stands; answers 8 where it is an address. */
function readGroups(ip: string): number {
  let count = 0
  let gap = -1
  let group = 0
  let digits = 0
  for (let at = 0; at <= ip.length; at++) {
    const code = at === ip.length ? colon : ip.charCodeAt(at)
    if (code !== colon) {
      const digit = hexDigit(code)
      if (digit < 0 || ++digits > 4) return 0
      group = group * 16 + digit
      continue
    }
    if (digits > 0) {
      if (count === 8) return 0
      groups[count++] = group
    }
    if (at < ip.length && ip.charCodeAt(at + 1) === colon) {
      if (gap !== -1) return 0
      gap = count
      at++
    } else if (digits === 0 && (at !== ip.length || gap !== count)) return 0
    group = 0
    digits = 0
  }
  return gap === -1 ? count : widened(count, gap)
}

function widened(count: number, gap: number): number {
  if (count === 8) return 0
  groups.copyWithin(gap + 8 - count, gap, count)
  groups.fill(0, gap, gap + 8 - count)
  return 8
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
