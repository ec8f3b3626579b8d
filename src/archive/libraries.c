/* SPDX-License-Identifier: MIT */
#include "archive/functions.h"

#include "archive/sonames.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct functions lib;

struct function {
	const char *name;
	size_t offset; /* in struct functions */
};

#define FUNCTION(name) { #name, offsetof(struct functions, name) },
#define NOT_HERE(name)

#define LIBARCHIVE FUNCTION
#define LIBZIP NOT_HERE
static const struct function libarchive[] = {
#include "archive/functions.def"
};
#undef LIBARCHIVE
#undef LIBZIP

#define LIBARCHIVE NOT_HERE
#define LIBZIP FUNCTION
static const struct function libzip[] = {
#include "archive/functions.def"
};
#undef LIBARCHIVE
#undef LIBZIP

static int
cannot_load(struct error *err)
{
	const char *why = dlerror();

	return error_set(err, ELIBACC,
		"archives and mtree lists need a library that cannot be "
		"loaded: %s; is it installed?",
		why ? why : "the system does not say why");
}

/* It stays until the process ends. */
static int
load(struct functions *into, const char *soname,
	const struct function *functions, size_t n, struct error *err)
{
	void *handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return cannot_load(err);
	for (size_t i = 0; i < n; i++) {
		void *address = dlsym(handle, functions[i].name);

		if (!address)
			return cannot_load(err);
		memcpy((char *)into + functions[i].offset, &address,
			sizeof(address));
	}
	return 0;
}

int
libraries_load(struct error *err)
{
	static bool are_loaded;
	struct functions loaded;
	int r;

	if (are_loaded)
		return 0;
	r = load(&loaded, SONAME_LIBARCHIVE, libarchive,
		sizeof(libarchive) / sizeof(*libarchive), err);
	if (r == 0)
		r = load(&loaded, SONAME_LIBZIP, libzip,
			sizeof(libzip) / sizeof(*libzip), err);
	if (r < 0)
		return r;
	lib = loaded;
	are_loaded = true;
	return 0;
}
