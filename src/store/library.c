/* SPDX-License-Identifier: MIT */
/* How this process has SQLite. */
#include "store/internal.h"

#include <stdatomic.h>

/* As the library was built; a call it does not make is not replaced. */
static void
replace(sqlite3_vfs *vfs, const char *name, sqlite3_syscall_ptr call)
{
	(void)vfs->xSetSystemCall(vfs, name, call);
}

static void
replace_calls(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	if (!vfs || vfs->iVersion < 3)
		return;
	replace(vfs, "open", (sqlite3_syscall_ptr)spare_files_open);
	replace(vfs, "pwrite64", (sqlite3_syscall_ptr)write_early);
	if (sizeof(off_t) == sizeof(off64_t))
		replace(vfs, "pwrite", (sqlite3_syscall_ptr)write_early);
}

/* SQLite counts the memory it uses, under a lock for each allocation, unless
 * it is told not to before its first use. */
void
library_configure(void)
{
	static atomic_flag done = ATOMIC_FLAG_INIT;

	if (atomic_flag_test_and_set(&done))
		return;
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	replace_calls();
}
