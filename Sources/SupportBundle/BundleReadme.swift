/// What a bundle says about itself.
enum BundleReadme {
  static let text = """
    This is a support bundle of a running tunnel-client. Secrets were taken out of every file: values that the client
    knows, in every encoding, and whatever looks like one. Look through it before you send it on all the same.

    manifest.json                when it was made, the window of the log, how the process was started
    tunnel-client.runtime.yaml   how the process was started, for reading
    tunnel-client.logs.ndjson    the log of the window, one record a line, the oldest first
    tunnel-client.metrics.prom   what /metrics said
    admin/status.json            /api/status: the control plane, channels, queue, workers, plugins
    admin/system.json            /api/system: trust, proxies
    admin/oauth.json             /api/oauth: what was discovered about the servers' authorization
    admin/harpoon.json           /api/harpoon: status, targets, calls
    requests.ndjson              the last commands, without what they carried, the oldest first
    admin/config.json            /api/config: every effective setting and where it came from
    admin/plugins.json           /api/plugins
    admin/health.json            /health?details=true
    admin/metrics-history.json   the last hour, every ten seconds

    {"available":false} stands where a client has nothing to say, or too much.

    """
}
