import TestFolders
import Testing

@testable import Trust

@Suite struct SHA256Tests {
  private let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func `A digest is what sha256sum says, of bytes and of files`() throws {
    #expect(SHA256.digits("abc".utf8) == digest)
    #expect(SHA256.isWellFormed(digest))
    let folder = TemporaryFolder()
    folder.write("a", "abc")
    folder.write("b", "")
    #expect(try SHA256.ofFile(folder.path + "/a") == digest)
    #expect(try SHA256.ofFile(folder.path + "/b").hasPrefix("e3b0c44298fc1c149afbf4c8996fb924"))
  }

  @Test func `A file that is larger than one read has a digest`() throws {
    let folder = TemporaryFolder()
    let text = String(repeating: "0123456789", count: 60_000)
    folder.write("large", text)
    #expect(try SHA256.ofFile(folder.path + "/large") == SHA256.digits(text.utf8))
  }

  @Test func `A file that cannot be read is named with the reason`() {
    let error = #expect(throws: SHA256.Unreadable.self) { try SHA256.ofFile("/nowhere/at all") }
    #expect(error?.description == "/nowhere/at all: cannot be read: No such file or directory")
  }

  @Test(arguments: ["", "ab", String(repeating: "A", count: 64), String(repeating: "g", count: 64)])
  func `What cannot be a digest is told apart`(text: String) {
    #expect(!SHA256.isWellFormed(text))
  }
}
