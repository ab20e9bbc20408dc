#define OPENSSL_SUPPRESS_DEPRECATED 1
#ifndef SUITO_COPENSSL_SHIM_H
#define SUITO_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/safestack.h>
#include <openssl/ts.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* What OpenSSL spells as variadic functions or function-like macros, as functions. */

static inline EVP_PKEY *shim_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }

static inline EVP_PKEY *shim_EVP_EC_gen(const char *curve) { return EVP_EC_gen(curve); }

static inline void shim_ENGINE_load_dynamic(void) { ENGINE_load_dynamic(); }

static inline void shim_OPENSSL_free(void *memory) { OPENSSL_free(memory); }

static inline long shim_BIO_get_mem_data(BIO *bio, char **bytes)
{
    return BIO_get_mem_data(bio, bytes);
}

/* The end of a memory BIO is an end like that of a file, not a reason to try again. */
static inline void shim_BIO_set_mem_ends(BIO *bio) { BIO_set_mem_eof_return(bio, 0); }

static inline const EVP_MD *shim_EVP_get_digestbyobj(const ASN1_OBJECT *object)
{
    return EVP_get_digestbyobj(object);
}

/* As RFC 2253 writes names, but with letters outside of ASCII as they are. */
static inline int shim_X509_NAME_print_rfc2253(BIO *bio, const X509_NAME *name)
{
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

static inline STACK_OF(X509) *shim_sk_X509_new_null(void) { return sk_X509_new_null(); }

/* Adds a reference of the stack's own, so that it is freed with the stack. */
static inline int shim_sk_X509_push_up_ref(STACK_OF(X509) *stack, X509 *certificate)
{
    if (X509_up_ref(certificate) != 1) return 0;
    if (sk_X509_push(stack, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}

static inline int shim_sk_X509_num(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }

static inline X509 *shim_sk_X509_value(const STACK_OF(X509) *stack, int index)
{
    return sk_X509_value(stack, index);
}

static inline void shim_sk_X509_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }

static inline void shim_sk_X509_pop_free(STACK_OF(X509) *stack)
{
    sk_X509_pop_free(stack, X509_free);
}

static inline STACK_OF(X509_CRL) *shim_sk_X509_CRL_new_null(void)
{
    return sk_X509_CRL_new_null();
}

static inline int shim_sk_X509_CRL_push_up_ref(STACK_OF(X509_CRL) *stack, X509_CRL *list)
{
    if (X509_CRL_up_ref(list) != 1) return 0;
    if (sk_X509_CRL_push(stack, list) > 0) return 1;
    X509_CRL_free(list);
    return 0;
}

static inline void shim_sk_X509_CRL_pop_free(STACK_OF(X509_CRL) *stack)
{
    sk_X509_CRL_pop_free(stack, X509_CRL_free);
}

static inline int shim_sk_CMS_SignerInfo_num(const STACK_OF(CMS_SignerInfo) *stack)
{
    return sk_CMS_SignerInfo_num(stack);
}

static inline CMS_SignerInfo *shim_sk_CMS_SignerInfo_value(
    const STACK_OF(CMS_SignerInfo) *stack, int index)
{
    return sk_CMS_SignerInfo_value(stack, index);
}

static inline int shim_sk_ASN1_UTF8STRING_num(const STACK_OF(ASN1_UTF8STRING) *stack)
{
    return sk_ASN1_UTF8STRING_num(stack);
}

static inline ASN1_UTF8STRING *shim_sk_ASN1_UTF8STRING_value(
    const STACK_OF(ASN1_UTF8STRING) *stack, int index)
{
    return sk_ASN1_UTF8STRING_value(stack, index);
}

static inline int shim_X509_STORE_CTX_set_app_data(X509_STORE_CTX *context, void *data)
{
    return X509_STORE_CTX_set_app_data(context, data);
}

static inline void *shim_X509_STORE_CTX_get_app_data(X509_STORE_CTX *context)
{
    return X509_STORE_CTX_get_app_data(context);
}

static inline void shim_X509V3_set_ctx_nodb(X509V3_CTX *context)
{
    X509V3_set_ctx_nodb(context);
}

#endif
