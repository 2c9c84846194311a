// What lies sealed, and bytes as digits.

import Store
import Testing

@Suite("Seals")
struct SealTests {
    // The vector of tests/secretbox.c in NaCl 20110221, which libsodium has as test/default/secretbox.c.
    static let key = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"
    static let nonce = "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
    static let message =
        "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
        + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
        + "5e0705"
    static let box =
        "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
        + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
        + "7973f622a43d14a6599b1f654cb45a74e355a5"

    @Test("What is sealed is NaCl's secret box, the nonce before it")
    func vector() throws {
        let key = try #require(Fingerprint.bytes(hexadecimal: Self.key).flatMap { SealingKey(key: $0) })
        let nonce = try #require(Fingerprint.bytes(hexadecimal: Self.nonce))
        let message = try #require(Fingerprint.bytes(hexadecimal: Self.message))
        #expect(nonce.count == SealingKey.nonceBytes)
        #expect(key.seal(message, nonce: nonce) == Self.nonce + Self.box)
        #expect(key.open(Self.nonce + Self.box) == message)
    }

    @Test("It opens under its own key alone, and not once it has been changed; the same is sealed another way each time")
    func opening() throws {
        let key = try #require(SealingKey(key: [UInt8](repeating: 1, count: 32)))
        let sealed = key.seal([1, 2, 3])
        #expect(key.open(sealed) == [1, 2, 3] && key.seal([1, 2, 3]) != sealed)
        #expect(SealingKey(secret: [UInt8](repeating: 1, count: 32), purpose: "tests").open(sealed) == nil)
        #expect(key.open(sealed.dropLast() + (sealed.last == "0" ? "1" : "0")) == nil)
        #expect(key.open("") == nil && key.open(Self.nonce) == nil)
        #expect(SealingKey(key: [1, 2, 3]) == nil)
    }

    @Test("Bytes are written with two digits each and read from digits of either case; nothing else is read")
    func digits() {
        #expect(Fingerprint.hexadecimal([0, 9, 10, 255]) == "00090aff")
        #expect(Fingerprint.bytes(hexadecimal: "00090aFF") == [0, 9, 10, 255])
        #expect(Fingerprint.bytes(hexadecimal: "") == [])
        for text in ["0", "0g", "00 9", "０９", "é0"] { #expect(Fingerprint.bytes(hexadecimal: text) == nil, "\(text)") }
    }
}
