/** Colours that tell series apart, also for those who see red and green alike (after Okabe and Ito, made readable on both schemes). */

const light = ['#33599c', '#c06a00', '#17826a', '#b3221a', '#7a4fb5', '#2b8cbe', '#8a6d00', '#c2528b', '#5b6780', '#6a8f2f'] as const
const dark = ['#8fb3ff', '#f4b445', '#4fd1ae', '#ff8d82', '#c3a3ff', '#67c7f5', '#d8c04a', '#ff9ccb', '#a3b3d3', '#b5d96f'] as const

export const palette = (isDark: boolean): string[] => [...(isDark ? dark : light)]
