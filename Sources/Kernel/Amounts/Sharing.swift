// Sharing out so that the parts add up.

extension Money {
    /// The amount shared out in proportion to `weights` by largest remainder: the parts always add up to the whole, and each is within a penny
    /// of its exact share. Where remainders are equal the earlier part gets the penny. A weight below nought counts as nought; where no weight
    /// is above nought the parts are equal. The shares of −£10 are those of £10 turned round, so that a reversal undoes them.
    package func shared(by weights: [Int]) -> [Money] {
        guard !weights.isEmpty else { return [] }
        var counted = weights.map { Int128(Swift.max($0, 0)) }
        var total = counted.reduce(0, +)
        if total == 0 {
            counted = weights.map { _ in 1 }
            total = Int128(weights.count)
        }
        let whole = Int128(pence.magnitude)
        var parts = counted.map { whole * $0 / total }
        let missing = Int(clamping: whole - parts.reduce(0, +))
        let remainders = counted.map { whole * $0 % total }
        let byRemainder = remainders.indices.sorted { remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1 }
        for index in byRemainder.prefix(missing) { parts[index] += 1 }
        return parts.map { Money(pence: Int(clamping: pence < 0 ? -$0 : $0)) }
    }
}
