/* SPDX-License-Identifier: MIT */
#include "commands/mode.h"

#include <string.h>

#define ALL_BITS 07777u
/* What r w x, s and t may mean for one of user, group and others. */
#define USER_BITS 04700u
#define GROUP_BITS 02070u
#define OTHER_BITS 01007u

static bool
parse_octal(uint32_t *ret, const char *text)
{
	size_t len = strlen(text);
	uint32_t bits = 0;

	if (len == 0 || len > 5 || strspn(text, "01234567") != len)
		return false;
	for (size_t i = 0; i < len; i++)
		bits = bits * 8 + (uint32_t)(text[i] - '0');
	*ret = bits;
	return bits <= ALL_BITS;
}

static uint32_t
take_who(const char **text)
{
	uint32_t who = 0;

	for (;; (*text)++) {
		if (**text == 'u')
			who |= USER_BITS;
		else if (**text == 'g')
			who |= GROUP_BITS;
		else if (**text == 'o')
			who |= OTHER_BITS;
		else if (**text == 'a')
			who |= ALL_BITS;
		else
			return who ? who : ALL_BITS;
	}
}

/* One letter's bits for everybody, 0 if it is none. */
static uint32_t
bits_of(char letter, uint32_t mode)
{
	switch (letter) {
	case 'r':
		return 0444;
	case 'w':
		return 0222;
	case 'x':
		return 0111;
	case 'X': /* of what anybody may execute */
		return mode & 0111 ? 0111 : 0;
	case 's':
		return 06000;
	case 't':
		return 01000;
	case 'u': /* as the user has them */
		return (mode >> 6 & 7) * 0111;
	case 'g':
		return (mode >> 3 & 7) * 0111;
	case 'o':
		return (mode & 7) * 0111;
	default:
		return 0;
	}
}

/* One of + - = and its letters. */
static bool
take_action(uint32_t *mode, const char **text, uint32_t who)
{
	const char action = **text;
	const uint32_t before = *mode;
	uint32_t bits = 0;

	for ((*text)++; **text && strchr("rwxXstugo", **text); (*text)++)
		bits |= bits_of(**text, before);
	bits &= who;
	if (action == '+')
		*mode |= bits;
	else if (action == '-')
		*mode &= ~bits;
	else
		*mode = (*mode & ~who) | bits;
	return **text == '\0' || strchr("+-=,", **text) != NULL;
}

static bool
is_action(char c)
{
	return c == '+' || c == '-' || c == '=';
}

bool
mode_parse(uint32_t *ret, const char *text)
{
	uint32_t mode = 0;

	if (parse_octal(ret, text))
		return true;
	for (;; text++) {
		uint32_t who = take_who(&text);

		if (!is_action(*text))
			return false;
		while (is_action(*text))
			if (!take_action(&mode, &text, who))
				return false;
		if (*text != ',')
			break;
	}
	*ret = mode;
	return *text == '\0';
}
