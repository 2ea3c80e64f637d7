/* An entry without a create function. */
#define BROKEN_ID "com.example.null-create"
#include "broken.h"

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  sizeof tunnel_plugin, TUNNEL_ABI_VERSION, broken_count, broken_at, NULL};
