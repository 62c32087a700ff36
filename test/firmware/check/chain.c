/* SPDX-License-Identifier: BSD-3-Clause */
/* The chain of secrets, with OpenSSL. */
#include "chain.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/kdf.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION_SIZE	64u	/* of the record at an image's end */
#define VERSION_MAGIC	"ImageVersion"
#define MAGIC_SIZE	12u

static const char development_seed[SEED_SIZE + 1] = "virtCCA development seed: public";

void die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "firmware-check: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(2);
}

uint8_t *read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	uint8_t *data;
	long length;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0)
		die("cannot read %s", name);
	*size = (size_t)length;
	data = malloc(*size + 1);
	if (!data || fread(data, 1, *size, file) != *size)
		die("cannot read %s", name);
	data[*size] = 0;
	fclose(file);
	return data;
}

static void hkdf(const void *salt, size_t salt_size, const uint8_t *secret, size_t secret_size, const char *info,
		 uint8_t *out, size_t out_size)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	OSSL_PARAM params[5], *p = params;

	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA384", 0);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, secret_size);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, strlen(info));
	if (salt_size > 0)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_size);
	*p = OSSL_PARAM_construct_end();
	if (!context || EVP_KDF_derive(context, out, out_size, params) != 1)
		die("HKDF failed");
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

static void read_component(struct component *component, const char *name)
{
	size_t size;
	uint8_t *image = read_file(name, &size), *record;
	unsigned int hash_size;

	if (EVP_Digest(image, size, component->hash, &hash_size, EVP_sha384(), NULL) != 1)
		die("SHA-384 failed");
	record = image + size - VERSION_SIZE;
	if (size < VERSION_SIZE || memcmp(record, VERSION_MAGIC, MAGIC_SIZE) != 0)
		die("%s does not end with its version", name);
	memcpy(&component->counter, record + MAGIC_SIZE, sizeof(component->counter));
	memcpy(component->version, record + MAGIC_SIZE + 4, sizeof(component->version));
	free(image);
}

static EVP_PKEY *key_of_point(const uint8_t point[POINT_SIZE])
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)"P-384", 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, POINT_SIZE),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;

	if (EVP_PKEY_fromdata_init(context) != 1 || EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		die("no public key");
	EVP_PKEY_CTX_free(context);
	return key;
}

/* d = (material mod (n - 1)) + 1, and d times the generator */
static void compute_key(struct key *key, const uint8_t secret[SECRET_SIZE], const char *label)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	BN_CTX *context = BN_CTX_new();
	BIGNUM *material, *scalar = BN_new();
	BIGNUM *modulus = BN_dup(EC_GROUP_get0_order(group));
	EC_POINT *point = EC_POINT_new(group);

	hkdf(NULL, 0, secret, SECRET_SIZE, label, key->material, MATERIAL_SIZE);
	material = BN_bin2bn(key->material, MATERIAL_SIZE, NULL);
	if (!modulus || BN_sub_word(modulus, 1) != 1 || BN_mod(scalar, material, modulus, context) != 1 ||
	    BN_add_word(scalar, 1) != 1 || BN_bn2binpad(scalar, key->scalar, SCALAR_SIZE) != SCALAR_SIZE ||
	    EC_POINT_mul(group, point, scalar, NULL, NULL, context) != 1 ||
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, key->point, POINT_SIZE, context) != POINT_SIZE)
		die("cannot compute the %s", label);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	BN_free(modulus);
	BN_free(scalar);
	BN_free(material);
	BN_CTX_free(context);
}

void chain_compute(struct chain *chain, const char *const files[IMAGES])
{
	for (unsigned int i = 0; i < IMAGES; i++)
		read_component(&chain->component[i], files[i]);
	memcpy(chain->seed, development_seed, SEED_SIZE);
	hkdf(chain->component[BL2].hash, HASH_SIZE, chain->seed, SEED_SIZE, "virtCCA stage BL2", chain->bl2_secret,
	     SECRET_SIZE);
	hkdf(chain->component[BL31].hash, HASH_SIZE, chain->bl2_secret, SECRET_SIZE, "virtCCA stage BL31",
	     chain->bl31_secret, SECRET_SIZE);
	hkdf(chain->component[TMM].hash, HASH_SIZE, chain->bl31_secret, SECRET_SIZE, "virtCCA stage TMM",
	     chain->tmm_secret, SECRET_SIZE);
	hkdf(NULL, 0, chain->tmm_secret, SECRET_SIZE, "virtCCA sealing", chain->sealing_root, SECRET_SIZE);
	compute_key(&chain->platform_key, chain->bl31_secret, "virtCCA platform key");
	compute_key(&chain->rak, chain->tmm_secret, "virtCCA realm attestation key");
	chain->public_key = key_of_point(chain->platform_key.point);
}
