import Testing
import TunnelNativeCalls

@Suite struct NativeSignatureTests {
  @Test(arguments: [
    ("double pow(double x, double y)", "double pow(double x, double y)"),
    ("extern_t", ""),
    ("const char * zlibVersion ( void ) ;", "string zlibVersion()"),
    ("unsigned long crc32(unsigned long crc, bytes32 data)", "uint64 crc32(uint64 crc, bytes32 data)"),
    ("int32_t f(const char *path, size_t n, _Bool deep)", "int32 f(string path, uint64 n, bool deep)"),
    ("string(string path)", "string(string path)"),
    ("unsigned int(void)", "uint32()"),
    ("void stop()", "void stop()"),
  ])
  func `A C declaration is understood`(text: String, canonical: String) throws {
    guard !canonical.isEmpty else {
      #expect(throws: NativeProblem.self) { try NativeSignature(text) }
      return
    }
    let signature = try NativeSignature(text)
    #expect(signature.text == canonical)
    // What it writes, it reads.
    #expect(try NativeSignature(signature.text) == NativeSignature(canonical))
  }

  @Test(arguments: [
    ("", "no \"(\""),
    ("int f", "no \"(\""),
    ("int f(", "does not end"),
    ("int f(int a) int", "does not end"),
    ("int f(int)", "no name or no type"),
    ("int f(a)", "no name or no type"),
    ("int f(int a,)", "a parameter is missing"),
    ("int f(int a, int a)", "two parameters are called \"a\""),
    ("int f(void a)", "parameter \"a\": a parameter cannot be void"),
    ("bytes f(int a)", "a result cannot be bytes"),
    ("int f(char *text)", "parameter \"text\": \"char *\" is a text that the function may write to"),
    ("int f(char c)", "write int8 or uint8"),
    ("int f(struct point p)", "pointers and structs"),
    ("int f(const void *data)", "pointers and structs"),
    ("int f(const char *format, ...)", "variable arguments"),
    ("int f(int a[4])", "arrays are not offered"),
    ("int f(int (*call)(int a))", "a parameter that is a function"),
    ("int f(int a); int g(void)", "more than one"),
    ("int 2f(int a)", "\"2f\" is no name"),
    ("int f(int64_tt a)", "there is no type \"int64_tt\""),
    ("int f(int a\u{1})", "a character that C does not have there: U+1"),
  ])
  func `What is not offered is said`(text: String, words: String) {
    let error = #expect(throws: NativeProblem.self) { try NativeSignature(text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `There is a limit to parameters`() {
    let many = (0..<33).map { "int a\($0)" }.joined(separator: ", ")
    #expect(throws: NativeProblem.self) { try NativeSignature("int f(\(many))") }
  }
}
