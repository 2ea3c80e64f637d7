/* The declarations of libffi. The library itself is opened at run time, so there is nothing to link. */
#include <ffi.h>
