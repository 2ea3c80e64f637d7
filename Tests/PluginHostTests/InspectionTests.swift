import Glibc
import Logging
import Synchronization
import TestPlugins
import Testing

@testable import PluginHost

@Suite struct InspectionTests {
  @Test func `The exported symbols are read from the file`() throws {
    #expect(ELFSymbols.exported(by: CompiledPlugins.path("echo")) == ["tunnel_plugin"])
    #expect(ELFSymbols.exported(by: CompiledPlugins.path("no_symbol"))?.contains("tunnel_plugin") == false)
  }

  @Test func `A file that lies about itself is read without harm`() throws {
    let folder = try TemporaryFolder()
    var bytes: [UInt8] = []
    let source = try #require(fopen(CompiledPlugins.path("echo"), "r"))
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, source), count > 0 { bytes += part[..<count] }
    fclose(source)
    func read(_ bytes: some Collection<UInt8>, _ name: String) -> [String]? {
      let file = fopen("\(folder.path)/\(name)", "w")
      _ = Array(bytes).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
      if let file { fclose(file) }
      return ELFSymbols.exported(by: "\(folder.path)/\(name)")
    }
    for cut in stride(from: 0, to: bytes.count, by: 997) { _ = read(bytes[..<cut], "cut") }
    // Every byte of the header and of the section headers, at its largest.
    let sections = Int(bytes[0x28]) | Int(bytes[0x29]) << 8
    for place in Array(0..<64) + Array(sections..<bytes.count) {
      var odd = bytes
      odd[place] = 0xFF
      _ = read(odd, "odd")
    }
    #expect(read([], "empty") == nil)
    #expect(read(bytes, "whole") == ["tunnel_plugin"])
  }

  @Test func `An event is a line and back`() throws {
    let finding = PluginFinding(.opening, of: "com.example.a", .failed, "open said: a\tb\nc\u{2028}d", fix: "do")
    guard case .ended(let read) = PluginInspectionEvent(line: PluginInspectionEvent.ended(finding).line) else {
      Issue.record("no finding")
      return
    }
    #expect(read == PluginFinding(.opening, of: "com.example.a", .failed, "open said: a b c d", fix: "do"))
    let began = PluginInspectionEvent.began(.lifeCycle, plugin: "")
    #expect(PluginInspectionEvent(line: began.line) == began)
    #expect(PluginInspectionEvent(line: PluginInspectionEvent.over.line) == .over)
    for line in ["", "began", "began\tnothing\t", "hello from the plugin", "pass\topening\ta\tb"] {
      #expect(PluginInspectionEvent(line: line) == nil)
    }
  }

  @Test func `A sound plugin passes every check that there is something to check for`() async throws {
    let seen = Mutex<[PluginFinding]>([])
    let inspection = PluginInspection(
      path: CompiledPlugins.path("echo"), id: nil, configuration: nil, method: "tools/list",
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    // Not the library's part: threads of other tests come and go meanwhile.
    let library = try PluginLibrary(path: CompiledPlugins.path("echo"))
    let found = PluginCatalog.Found(descriptor: library.descriptors[0], library: library, origin: .flag)
    await inspection.inspect(found) { event in
      if case .ended(let finding) = event { seen.withLock { $0.append(finding) } }
    }
    let findings = seen.withLock(\.self)
    #expect(findings.map(\.check) == PluginCheck.ofPlugin.filter { $0 != .commandHelp })
    #expect(findings.filter { $0.outcome != .passed }.map(\.check) == [.refusal])
  }
}
