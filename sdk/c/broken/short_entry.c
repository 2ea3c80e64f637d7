/* An entry whose size ends before its create function, which the host therefore must not call. */
#define BROKEN_ID "com.example.short-entry"
#include "broken.h"
#include "refuse.h"

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  offsetof(tunnel_plugin_entry, create), TUNNEL_ABI_VERSION, broken_count, broken_at, broken_create};
