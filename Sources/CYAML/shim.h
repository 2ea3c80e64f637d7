// libyaml, the parser behind most YAML libraries: small, and it knows the line of everything.
#include <yaml.h>
