import RawJSON

extension PluginRecord {
  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("id", id)
      object.member("version", version)
      object.member("vendor", vendor)
      object.member("summary", summary)
      object.member("path", path)
      if !origin.isEmpty { object.member("origin", origin) }
      if let sha256 { object.member("sha256", sha256) }
      object.member("extensions") { $0.array(extensions) { $1.value($0) } }
      object.member("grants") { $0.array(grants) { $1.value($0) } }
      object.member("denied") { $0.array(denied) { $1.value($0) } }
      object.member("channels") { $0.array(channels) { $1.value($0) } }
      object.member("isolation", isolation)
      if let pid { object.member("pid", pid) }
      object.member("restarts", restarts)
      object.member("reloads", reloads)
      if let reloadError { object.member("reload_error", reloadError) }
      object.member("faults", faults)
      object.member("metrics") { list in
        list.array(metrics) { metric, item in
          item.object { members in
            members.member("name", metric.name)
            members.member("kind", metric.kind)
            members.member("series", metric.series)
          }
        }
      }
      if let mount { object.member("mount", mount) }
      if let panel {
        object.member("panel") { value in
          value.object { members in
            members.member("title", panel.title)
            if panel.hasScript {
              members.member("script", "/plugins/\(id)/panel.js")
              members.member("api", "/api/plugins/\(id)/")
              members.member("tab", "plugin-\(id)")
            } else if let mount {
              members.member("tab", mount)
            }
          }
        }
      }
      // The plugin's own text: only what is JSON may stand in JSON.
      if let schema = configurationSchema.map({ Array($0.utf8) }),
        schema.withUnsafeBytes({ JSONCursor.kind(ofDocument: $0) }) != nil
      {
        object.member("config_schema") { $0.value(encoded: schema) }
      }
    }
  }
}
