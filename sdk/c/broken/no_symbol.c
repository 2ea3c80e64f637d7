/* A shared library like any other: no tunnel_plugin in it. */
#include <tunnel/plugin.h>

TUNNEL_PLUGIN_EXPORT int not_a_plugin(void);

int not_a_plugin(void) { return 1; }
