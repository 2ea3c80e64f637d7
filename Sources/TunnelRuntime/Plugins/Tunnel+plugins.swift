import Configuration
import CurlHTTP
import Operator
import PluginHost

extension Tunnel {
  /// Each loaded plugin once, those of channels first.
  func pluginRecords() -> [PluginRecord] {
    var records: [PluginRecord] = []
    for channel in served {
      let (binding, failure) = (channel.binding, channel.replaceable.failure)
      if let index = records.firstIndex(where: { $0.id == binding.descriptor.id && $0.path == binding.path }) {
        records[index].channels.append(binding.channel)
        records[index].faults += binding.faultCount
        records[index].reloads += binding.replacements
        records[index].reloadError = records[index].reloadError ?? failure
        continue
      }
      var record = record(
        binding.descriptor, path: binding.path, granted: granted(binding.descriptor), faults: binding.faultCount)
      record.channels = [binding.channel]
      record.reloads = binding.replacements
      record.reloadError = failure
      if let process = binding.process { record.put(process) }
      records.append(record)
    }
    for plugin in plugins.open {
      let index =
        plugin.isService
        ? nil : records.firstIndex { $0.id == plugin.descriptor.id && $0.path == plugin.path && $0.mount == nil }
      var record =
        index.map { records[$0] }
        ?? record(plugin.descriptor, path: plugin.path, granted: plugin.granted, faults: plugin.faultCount)
      if plugin.isService, let process = plugin.process { record.put(process) }
      record.mount = plugin.mount
      record.panel = plugin.panelTitle.map { .init(title: $0, hasScript: plugin.panelScript != nil) }
      if let index { records[index] = record } else if plugin.isService { records.append(record) }
    }
    for index in records.indices {
      records[index].metrics = plugins.facilities.metrics.summaries(of: records[index].id)
        .map { .init(name: $0.name, kind: $0.kind, series: $0.series) }
    }
    return records
  }

  private func record(
    _ descriptor: PluginDescriptor, path: String, granted: Set<String>, faults: Int
  ) -> PluginRecord {
    PluginRecord(
      id: descriptor.id, version: descriptor.version, vendor: descriptor.vendor, summary: descriptor.summary,
      path: path, origin: plugins.catalog.searchPath.origin(of: path)?.rawValue ?? "",
      extensions: descriptor.extensions, grants: descriptor.hostServices.filter(granted.contains),
      denied: descriptor.hostServices.filter { !granted.contains($0) }, channels: [], isolation: "none",
      faults: faults, configurationSchema: descriptor.configSchema)
  }

  private func granted(_ descriptor: PluginDescriptor) -> Set<String> {
    let grants = plugins.settings.first { $0.id == descriptor.id }?.grants
    return PluginCatalog.granted(grants, of: descriptor)
  }
}

extension PluginRecord {
  fileprivate mutating func put(_ process: PluginProcessStatus) {
    isolation = "process"
    pid = process.pid
    restarts = process.restarts
  }
}
