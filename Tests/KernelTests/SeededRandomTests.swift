// Chance that can be had again, part by part.

import Kernel
import Testing

struct SeededRandomTests {
    private static func numbers(_ random: SeededRandom, _ count: Int = 4) -> [UInt64] {
        var random = random
        return (0..<count).map { _ in random.next() }
    }

    @Test("SplitMix64 gives its published numbers")
    func published() {
        // The first numbers for the seed 1234567, from the reference in C by Sebastiano Vigna (prng.di.unimi.it/splitmix64.c), as Rosetta Code lists them.
        #expect(
            Self.numbers(SeededRandom(seed: 1_234_567), 5) == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ])
    }

    @Test("A part has the same stream each time, and another than any other part, whatever order they are asked in")
    func parts() {
        let care = Self.numbers(SeededRandom(seed: 2026, part: "care"))
        #expect(care == Self.numbers(SeededRandom(seed: 2026, part: "care")))
        #expect(care != Self.numbers(SeededRandom(seed: 2026, part: "people")))
        #expect(care != Self.numbers(SeededRandom(seed: 2027, part: "care")))
        // FNV-1a of nothing is its offset, and of "a" 0xaf63dc4c8601ec8c (draft-eastlake-fnv).
        #expect(Self.numbers(SeededRandom(seed: 0, part: "")) == Self.numbers(SeededRandom(seed: 0xcbf2_9ce4_8422_2325)))
        #expect(Self.numbers(SeededRandom(seed: 0, part: "a")) == Self.numbers(SeededRandom(seed: 0xaf63_dc4c_8601_ec8c)))
    }
}
