import CTunnelPlugin

/// Looks at a library and what it says about itself; makes no instance.
struct LibraryInspection {
  let path: String
  let report: (PluginInspectionEvent) -> Void

  /// The library, when it can be used. Has to be called before anything else was started in the process.
  func run() -> PluginLibrary? {
    guard check(.file, checkFile), check(.symbols, checkSymbols) else { return nil }
    report(.began(.loading, plugin: ""))
    let before = ProcessTraces()
    let library: PluginLibrary
    do throws(PluginLoadFailure) {
      library = try PluginLibrary(path: path)
    } catch {
      reportLoadFailure(error.reason)
      return nil
    }
    let after = ProcessTraces()
    for check in [PluginCheck.loading, .entry, .descriptors] { report(.ended(PluginFinding(check, .passed))) }
    let added = after.added(since: before)
    report(
      .ended(
        added.map {
          PluginFinding(
            .sideEffects, .failed, "left behind after loading and listing: \($0)",
            fix: "do nothing in constructors and descriptor functions; start work in open")
        } ?? PluginFinding(.sideEffects, .passed)))
    _ = check(.stability) { checkStability(library) }
    return library
  }

  private func check(_ check: PluginCheck, _ body: () -> PluginFinding) -> Bool {
    report(.began(check, plugin: ""))
    let finding = body()
    report(.ended(finding))
    return finding.outcome != .failed
  }

  private func checkFile() -> PluginFinding {
    do throws(PluginLoadFailure.Reason) {
      try ELFHeader.check(path: path)
      return PluginFinding(.file, .passed)
    } catch .notShared(let why) {
      return PluginFinding(
        .file, .failed, why, fix: "build it with -shared -fPIC for this machine's processor, and copy it whole")
    } catch {
      return PluginFinding(.file, .failed, "\(error)", fix: "name the plugin's .so file")
    }
  }

  private func checkSymbols() -> PluginFinding {
    let fix = "hide the rest: -fvisibility=hidden, or link with sdk/plugin.map"
    guard let symbols = ELFSymbols.exported(by: path) else {
      return PluginFinding(.symbols, .skipped, "the file has no section headers to read", fix: "do not strip them")
    }
    guard symbols.contains(TUNNEL_PLUGIN_SYMBOL) else {
      return PluginFinding(
        .symbols, .failed, "no symbol \"\(TUNNEL_PLUGIN_SYMBOL)\"",
        fix: "define `const tunnel_plugin_entry tunnel_plugin`, and export it (TUNNEL_PLUGIN_EXPORT)")
    }
    let others = symbols.filter { $0 != TUNNEL_PLUGIN_SYMBOL }
    guard others.isEmpty else {
      let shown = others.prefix(5).joined(separator: ", ")
      return PluginFinding(
        .symbols, .warned, "\(others.count) more: \(shown)\(others.count > 5 ? ", …" : "")", fix: fix)
    }
    return PluginFinding(.symbols, .passed)
  }

  private func reportLoadFailure(_ reason: PluginLoadFailure.Reason) {
    let why = "\(reason)"
    switch reason {
    case .unreadable, .notShared, .dynamicLoader, .crashed, .noEntry:
      report(
        .ended(
          PluginFinding(
            .loading, .failed, why, fix: "install what it needs, or link it in; `ldd` shows what is missing")))
    case .abi, .entry:
      report(.ended(PluginFinding(.loading, .passed)))
      let isVersion = if case .abi = reason { true } else { false }
      let fix =
        isVersion
        ? "build it against the sdk/include of the tunnel-client that is to load it"
        : "fill all of tunnel_plugin_entry, `size` with sizeof"
      report(.ended(PluginFinding(.entry, .failed, why, fix: fix)))
    case .descriptor:
      report(.ended(PluginFinding(.loading, .passed)))
      report(.ended(PluginFinding(.entry, .passed)))
      report(
        .ended(PluginFinding(.descriptors, .failed, why, fix: "see \"The descriptor\" in docs/plugin-abi.md")))
    }
  }

  private func checkStability(_ library: PluginLibrary) -> PluginFinding {
    let fix = "return constants: descriptors live as long as the library"
    guard let count = library.entry.pointee.descriptor_count, let at = library.entry.pointee.descriptor_at else {
      return PluginFinding(.stability, .failed, "a function of its table is NULL", fix: fix)
    }
    guard count() == library.descriptors.count else {
      return PluginFinding(.stability, .failed, "descriptor_count gave another number", fix: fix)
    }
    for (index, descriptor) in library.descriptors.enumerated() {
      guard let pointer = at(UInt32(index)), let again = try? PluginDescriptor(pointer, index: UInt32(index)),
        again == descriptor
      else { return PluginFinding(.stability, .failed, "descriptor \(index) was another one", fix: fix) }
    }
    guard at(count()) == nil, at(.max) == nil else {
      return PluginFinding(
        .stability, .failed, "descriptor_at gave a descriptor for an index that is out of range",
        fix: "return NULL there")
    }
    let ids = library.descriptors.map(\.id)
    guard Set(ids).count == ids.count else {
      return PluginFinding(
        .stability, .failed, "two of its plugins have the same id", fix: "give each an id of its own")
    }
    return PluginFinding(.stability, .passed)
  }
}
