/* SHA-256 of OpenSSL, which libcurl brings into the process anyway. */
#include <openssl/evp.h>
