// Pictures that authenticator apps scan.

import Store
import Testing

@testable import Identity

@Suite("QR codes")
struct QRCodeTests {
    // Modules in rows of 1 and 0, hashed, as the Python package qrcode 8.2, an encoder of its own, makes them at level M with the same mask.
    @Test(
        "A code is module for module the one that another encoder makes",
        arguments: [
            ("HELLO, hello", 2, 21, "948a1f02bd81fc4193546049ccb45683123fe8ac58094984ea686d18b1ec813a"),
            (String(repeating: "y", count: 40), 0, 29, "85a0b27c36e2778df844f11dbe081568091035e5cdccb22e24228a2f0fa23bde"),
            (
                "otpauth://totp/Commonweal:amina.example%40riverside.nhs.uk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Commonweal"
                    + "&algorithm=SHA1&digits=6&period=30",
                5, 49, "c37305484ffe51fafac5063e162a4dbe83177452690ec1765dc4f3b7185fd673"
            ),
            (String(repeating: "x", count: 200), 7, 57, "817b94e1364e8b1bd61885c4afffe6d4d322a3782e1f6f1019c13cf15e64032a"),
        ])
    func modules(text: String, mask: Int, size: Int, digest: String) throws {
        let code = try #require(QRCode(text, mask: mask))
        #expect(code.size == size)
        let rows = code.modules.map { row in row.map { $0 ? "1" : "0" }.joined() }.joined(separator: "\n")
        #expect(Fingerprint(of: rows).hex == digest, "\n\(rows)")
    }

    @Test("What is too long for version 10 has no picture")
    func tooLong() {
        #expect(QRCode(String(repeating: "x", count: 213)) != nil)
        #expect(QRCode(String(repeating: "x", count: 214)) == nil)
    }

    @Test("The picture is one square with a quiet zone of four modules")
    func picture() throws {
        let code = try #require(QRCode("hello"))
        #expect(code.svg.contains("viewBox=\"0 0 29 29\""))
        #expect(code.svg.contains("M4 4h7v1h-7z"))
    }
}
