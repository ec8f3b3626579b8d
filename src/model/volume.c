/* SPDX-License-Identifier: MIT */
#include "model/volume.h"

#include <stdlib.h>

void
volume_clear(struct volume *v)
{
	free(v->name);
	free(v->identity);
	free(v->uuid);
	free(v->label);
	free(v->fstype);
	free(v->source);
	free(v->mount_point);
	free(v->mount_root);
	*v = (struct volume){ 0 };
}
