// What a slot is, and how far away.

import Foundation
import Kernel

package enum SlotRules {
    /// The state of a slot at a moment; what is over or taken comes before what is kept back.
    package static func status(
        startsAt: Instant, bookableFrom: Instant, clinic: Clinic.Status, isBooked: Bool, heldUntil: Instant?, at now: Instant
    ) -> SlotStatus {
        if isBooked { return .booked }
        if clinic == .withdrawn { return .withdrawn }
        if startsAt <= now || clinic == .closed { return .over }
        if bookableFrom > now { return .keptBack }
        if let heldUntil, heldUntil > now { return .held }
        return .free
    }

    /// Miles between two places along the earth's surface (haversine, mean radius 3,958.8 miles).
    package static func miles(from one: (latitude: Double, longitude: Double), to other: (latitude: Double, longitude: Double)) -> Double {
        let (phi, psi) = (one.latitude * .pi / 180, other.latitude * .pi / 180)
        let (across, along) = ((psi - phi) / 2, (other.longitude - one.longitude) * .pi / 360)
        let half = sin(across) * sin(across) + cos(phi) * cos(psi) * sin(along) * sin(along)
        return 2 * 3958.8 * asin(min(1, half.squareRoot()))
    }

    /// "2.1 miles", "0.4 miles", "under 0.1 miles"; "" where a place is not known.
    package static func distanceText(_ miles: Double?) -> String {
        guard let miles else { return "" }
        let tenths = Int((miles * 10).rounded())
        return tenths < 1 ? "under 0.1 miles" : tenths == 10 ? "1 mile" : "\(tenths / 10).\(tenths % 10) miles"
    }
}
