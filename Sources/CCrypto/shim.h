/* SHA-256 and certificates of OpenSSL, which libcurl brings into the process anyway. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* OPENSSL_free is a macro. */
static inline void tc_free_text(unsigned char *text) { OPENSSL_free(text); }
