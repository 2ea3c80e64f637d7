/* Built against ABI 9.0. Its functions crash: the host has to look at the version first. */
#include <stdlib.h>
#include <tunnel/plugin.h>

static uint32_t crash_count(void) { abort(); }

static const tunnel_plugin_descriptor *crash_at(uint32_t index) {
  (void)index;
  abort();
}

static tunnel_status crash_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  (void)host, (void)id, (void)instance, (void)error;
  abort();
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  sizeof tunnel_plugin, 9u << 16, crash_count, crash_at, crash_create};
