# SPDX-License-Identifier: MIT
#
# As much of JSON Schema as docs/schemas/ needs: jq -s --slurpfile schema
# SCHEMA 'include "schema"; complaints'.  Says nothing about what is right.

def is($kind):
	if $kind == "integer" then type == "number" and floor == .
	else type == $kind end;

def check($s; $at):
	. as $value
	| (select($s.type) | [$s.type] | flatten
		| select(any(.[]; . as $t | $value | is($t)) | not)
		| "\($at) is no \(join(" or "))"),
	(select($s.enum) | select(any($s.enum[]; . == $value) | not)
		| "\($at) is none of \($s.enum | tojson)"),
	(select(type == "string" and $s.pattern)
		| select(test($s.pattern) | not) | "\($at) is not spelled so"),
	(select(type == "number" and $s.minimum) | select(. < $s.minimum)
		| "\($at) is less than \($s.minimum)"),
	(select(type == "object" and $s.properties)
		| (($s.required - keys_unsorted)[] | "\($at) has no \(.)"),
		(to_entries[] | .key as $key
			| if $s.properties | has($key) then .value
				| check($s.properties[$key]; "\($at).\($key)")
			elif $s.additionalProperties == false then
				"\($at) has an unknown \($key)"
			else empty end)),
	(select(type == "array" and $s.items) | .[]
		| check($s.items; "\($at)[]"));

def complaints: .[] | check($schema[0]; "");

# Objects that are wrong, from one that is right.
def spoiled:
	. as $right | del(.[$schema[0].required[0]]),
	.unknown = 1,
	(keys_unsorted[] | . as $key | $right | .[$key] = { x: 1 });
