/** 满意度, GB/T 39735: the five levels, the best first; words at `rating.level.<n>`. */
export const ratingLevels = [1, 2, 3, 4, 5] as const;
