// One-time passcodes against their standards.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Identity

@Suite("Passcode rules")
struct PasscodeRulesTests {
    @Test(
        "SHA-1 gives the digests of RFC 3174, section 7.3",
        arguments: [
            ("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
            ("a", 1_000_000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
            ("0123456701234567012345670123456701234567012345670123456701234567", 10, "dea356a2cddd90c7a7ecedc5ebb563934f460452"),
        ])
    func digests(text: String, times: Int, digest: String) {
        #expect(Fingerprint.hexadecimal(SHA1.hash(Array(String(repeating: text, count: times).utf8))) == digest)
    }

    @Test(
        "HMAC-SHA-1 gives the codes of RFC 2202, section 3",
        arguments: [
            ([UInt8](repeating: 0x0B, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
            (Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (
                [UInt8](repeating: 0xAA, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
                "aa4ae5e15272d00e95705637ce8a3b55ed402112"
            ),
        ])
    func authentication(key: [UInt8], text: String, code: String) {
        #expect(Fingerprint.hexadecimal(SHA1.authentication(of: Array(text.utf8), under: key)) == code)
    }

    static let secret = Array("12345678901234567890".utf8)

    @Test(
        "Passcodes are those of RFC 6238, appendix B, for SHA-1",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"), (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ])
    func vectors(seconds: Int64, code: String) {
        let step = PasscodeRules.step(at: Instant(milliseconds: seconds * 1000))
        #expect(PasscodeRules.code(of: Self.secret, step: step, digits: 8) == code)
    }

    // At 1,111,111,111 seconds the step is 37,037,037; six digits are the last six of the vector's eight.
    static let moment = Instant(milliseconds: 1_111_111_111_000)

    @Test("A passcode is right for its own step and one either side, and wrong two away")
    func drift() {
        for (offset, isRight) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = PasscodeRules.code(of: Self.secret, step: 37_037_037 + offset)
            let verdict = PasscodeRules.verdict(on: code, secret: Self.secret, lastStep: -1, at: Self.moment)
            #expect(verdict == (isRight ? .right(step: 37_037_037 + offset) : .wrong))
        }
        #expect(PasscodeRules.code(of: Self.secret, step: 37_037_037) == "050471")
    }

    @Test("A passcode may be typed with a space in it")
    func spaces() {
        #expect(PasscodeRules.verdict(on: "050 471", secret: Self.secret, lastStep: -1, at: Self.moment) == .right(step: 37_037_037))
    }

    @Test("A time step that was taken is not taken again, nor is an earlier one")
    func replay() {
        #expect(PasscodeRules.verdict(on: "050471", secret: Self.secret, lastStep: 37_037_037, at: Self.moment) == .used)
        let before = PasscodeRules.code(of: Self.secret, step: 37_037_036)
        #expect(PasscodeRules.verdict(on: before, secret: Self.secret, lastStep: 37_037_037, at: Self.moment) == .used)
        let after = PasscodeRules.code(of: Self.secret, step: 37_037_038)
        #expect(PasscodeRules.verdict(on: after, secret: Self.secret, lastStep: 37_037_037, at: Self.moment) == .right(step: 37_037_038))
    }

    @Test("Nothing but six digits is right", arguments: ["", "05047", "0504711", "abcdef", "０５０４７１", "-50471"])
    func notDigits(typed: String) {
        #expect(PasscodeRules.verdict(on: typed, secret: Self.secret, lastStep: -1, at: Self.moment) == .wrong)
    }

    @Test("A secret is written in base 32, as RFC 4648 section 10 has it, and in groups of four")
    func base32() throws {
        #expect(PasscodeSecret(bytes: Array("foobar".utf8)).base32 == "MZXW6YTBOI")
        #expect(PasscodeSecret(bytes: Array("fo".utf8)).base32 == "MZXQ")
        #expect(PasscodeSecret(bytes: Array("foobar".utf8)).spaced == "MZXW 6YTB OI")
        let link = PasscodeSecret(bytes: Array("foobar".utf8)).link(for: try EmailAddress(parsing: "amina@example.nhs.uk"), issuer: "Commonweal")
        #expect(link == "otpauth://totp/Commonweal:amina%40example.nhs.uk?secret=MZXW6YTBOI&issuer=Commonweal&algorithm=SHA1&digits=6&period=30")
    }

    @Test("A recovery code is read however it is typed")
    func recoveryCodes() throws {
        let code = RecoveryCode(from: .system)
        #expect(code.compact.count == 16)
        #expect(RecoveryCode(typed: code.spaced) == code)
        #expect(RecoveryCode(typed: code.spaced.uppercased().replacing(" ", with: "-")) == code)
        #expect(RecoveryCode(typed: "oooo iiii llll 0000")?.compact == "0000111111110000")
        #expect(RecoveryCode(typed: "123456") == nil)
        #expect(RecoveryCode(typed: "uuuu uuuu uuuu uuuu") == nil)
    }

    @Test("A sealed secret opens under its own key alone, and not once it has been changed")
    func sealing() throws {
        let key = try #require(PasscodeKey([UInt8](repeating: 1, count: 32)))
        let other = try #require(PasscodeKey([UInt8](repeating: 2, count: 32)))
        let sealed = key.seal(Self.secret, random: .system)
        #expect(key.open(sealed) == Self.secret)
        #expect(other.open(sealed) == nil)
        let last = sealed.last == "0" ? "1" : "0"
        #expect(key.open(sealed.dropLast() + last) == nil)
        #expect(key.open("") == nil)
        #expect(PasscodeKey([1, 2, 3]) == nil)
        #expect(PasscodeKey(hex: key.hex)?.open(sealed) == Self.secret)
    }

    // Made by libsodium's crypto_secretbox_easy, called from Python: the nonce of 24 bytes 2, then the box under a key of 32 bytes 1.
    @Test("A secret that lies in a database opens as it did when it was sealed")
    func stored() throws {
        let key = try #require(PasscodeKey([UInt8](repeating: 1, count: 32)))
        let stored = String(repeating: "02", count: 24) + "2524351062a245ddc98def1ce1ae8ecccc57edc94b0ce575594d86cc6b7288989f6e23be"
        #expect(key.open(stored) == Self.secret)
        #expect(key.seal(Self.secret, random: RandomBytes { [UInt8](repeating: 2, count: $0) }) == stored)
    }
}
